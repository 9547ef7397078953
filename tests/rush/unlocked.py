"""The events service without any lock that its slices take: what is left is what the database refuses by itself."""

from liaison_kit import database
from liaison_kit.process import main
from sqlalchemy import Select

database.get_for_update = database.get_in_turn = database.get  # before any slice takes it by its name
Select.with_for_update = lambda self, **_: self  # type: ignore[method-assign, assignment]  # a mutant, on purpose

from liaison_events.service import SERVICE  # noqa: E402

if __name__ == "__main__":
    main(SERVICE)
