"""A command meant for another version is refused."""

import pytest
from liaison_kit.database import Aggregate
from liaison_kit.preconditions import ChangedMeanwhile, Expected


class Thing(Aggregate):
    def __init__(self) -> None:
        self.version = 3


@pytest.mark.parametrize("said", [None, "*", '"3"', '"2", "3"', ' "3" '])
def test_the_version_that_was_seen_is_still_there(said: str | None) -> None:
    Expected(said).must_be(Thing())


@pytest.mark.parametrize("said", ['"2"', '"4"', "3", "", "x", '"3x"', '"' + "9" * 30 + '"'])
def test_another_version_or_none_that_can_be_read_is_refused(said: str) -> None:
    with pytest.raises(ChangedMeanwhile):
        Expected(said).must_be(Thing())
