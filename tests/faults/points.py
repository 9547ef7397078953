"""Kill points: a file in a folder arms one; the first process that reaches the place takes the file and acts on it."""

import os
import signal
from pathlib import Path

FOLDER = "LIAISON_FAULTS_FOLDER"
DIE = "die"


def text_of(point: str) -> str | None:
    """What the point was armed with, left in place for others; None if it is not armed."""
    try:
        return _path(point).read_text()
    except FileNotFoundError:
        return None


def take(point: str) -> str | None:
    """The same, but only one process ever gets it."""
    claimed = _path(f"{point}.{os.getpid()}")
    try:
        _path(point).rename(claimed)
    except FileNotFoundError:
        return None
    return claimed.read_text()


def die_at(point: str) -> None:
    """kill -9 of this very process if the point is armed: nothing is flushed, closed or said goodbye to."""
    if take(point) is not None:
        os.kill(os.getpid(), signal.SIGKILL)


def _path(point: str) -> Path:
    return Path(os.environ[FOLDER]) / point


class Points:
    """The harness's side of the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)

    def arm(self, point: str, text: str = DIE) -> None:
        unfinished = self.folder / f"{point}.unfinished"
        unfinished.write_text(text)
        unfinished.rename(self.folder / point)

    def disarm(self, point: str) -> None:
        (self.folder / point).unlink(missing_ok=True)

    def is_armed(self, point: str) -> bool:
        return (self.folder / point).exists()
