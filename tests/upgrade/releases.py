"""The two releases side by side: the last one, which deploy/drills/upgrade has built, and this tree."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = "LIAISON_LAST_RELEASE"
"""Where the last release is: its `tree`, and `venv` with what it needs."""


@dataclass(frozen=True)
class Release:
    """Where its source is, and the Python that runs it."""

    name: str
    tree: Path
    python: Path


def last() -> Release:
    folder = Path(os.environ[FOLDER])
    return Release("last", folder / "tree", folder / "venv" / "bin" / "python")


THIS = Release("this", Path(__file__).parents[2], Path(sys.executable))
