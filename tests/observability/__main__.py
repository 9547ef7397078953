"""`python -m tests.observability FOLDER`: what deploy/drills/watch.yml mounts, in this folder."""

import sys
from pathlib import Path

from tests.observability.ground import prepare

if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
