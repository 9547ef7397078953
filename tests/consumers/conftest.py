"""The drills download four languages' packages: `make drills` runs them, `make test` does not."""

import os
from pathlib import Path

os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parents[2] / ".liaison" / "cache"))
