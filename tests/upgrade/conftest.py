"""A drill of its own, deploy/drills/upgrade: nothing is collected where the last release is not built."""

import os

from tests.upgrade.releases import FOLDER

if FOLDER not in os.environ:
    collect_ignore_glob = ["test_*.py"]
