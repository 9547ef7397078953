"""Finds and ends what a killed supervisor may have left running."""

import psutil

from liaison_local.home import Home
from liaison_local.process import MARK


def end_leftovers(home: Home) -> int:
    """Kills every process that carries this home's mark; returns how many. Call it only while holding the home."""
    left = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(home.logs):
                left.append(process)
        except psutil.Error:
            continue  # it has just ended, or belongs to somebody else
    for process in left:
        process.kill()
    psutil.wait_procs(left, timeout=10)
    return len(left)
