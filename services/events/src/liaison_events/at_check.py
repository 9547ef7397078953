"""What the role `check` looks at beside what every service has: the file of who wished to be erased."""

from collections.abc import Sequence
from pathlib import Path

from liaison_kit.beside.wishes import noted
from liaison_kit.checking import of_files
from liaison_kit.checking.findings import Finding, State, ok
from liaison_kit.database import Database
from liaison_kit.settings import Settings

from liaison_events.model.wishes import Wish
from liaison_events.settings import EventsSettings


async def wishes(_: Database, settings: Settings) -> Sequence[Finding]:
    """There is none before the first wish."""
    assert isinstance(settings, EventsSettings)
    path, variable = settings.wishes_file, "LIAISON_WISHES_FILE"
    found = of_files.key_file("files.wishes", variable, path, _read)
    if found.state == State.NOT_LOOKED_AT and path.parent.is_dir():
        found = ok("files.wishes", f"Nobody has wished to be erased: {path} is not there yet.")
    return [found, of_files.disk("files.disk", path)]


def _read(path: Path) -> object:
    return noted(path, Wish)


CHECKS = (wishes,)
