"""The drills download four languages' packages: `make drills` runs them, `make test` does not."""

import os
from pathlib import Path

collect_ignore = [] if os.environ.get("LIAISON_DRILLS") else ["test_consumers.py"]
os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parents[2] / ".liaison" / "cache"))
