"""`liaison up --detach` and `liaison down`: the supervisor in the background."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from liaison_cli.console import console
from liaison_cli.trouble import Trouble

from liaison_local import state
from liaison_local.home import Home
from liaison_local.supervising.process import POLL_SECONDS
from liaison_local.supervising.process_table import end_leftovers, is_gone

STOP_SECONDS = 60.0


def start_detached(home: Home, without_services: bool = False) -> None:
    """Returns when all is ready; raises Trouble if it doesn't come so far. Prints the supervisor's own progress."""
    with home.locked():  # a sentence now, rather than in a log
        home.logs.mkdir(parents=True, exist_ok=True)
        home.rotate_log("supervisor")
    log = home.log("supervisor")
    with log.open("ab") as stream:
        child = subprocess.Popen(
            [sys.executable, "-m", "liaison_cli", "up", *(["--without-services"] if without_services else [])],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"LIAISON_HOME": str(home.root), "PYTHONUNBUFFERED": "1"},
        )
    printed = 0
    try:
        while not _is_ready(home, child.pid):
            printed = _print_from(log, printed)
            if child.poll() is not None:
                _print_from(log, printed)
                raise Trouble("Liaison did not start; the reason stands above.")
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise
    _print_from(log, printed)


def stop_detached(home: Home) -> None:
    """Returns when the supervisor and all it started are gone."""
    if home.is_locked():
        pid = _supervisor(home)
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while home.is_locked() or not is_gone(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                deadline = float("inf")
            time.sleep(POLL_SECONDS)
        console.print("Liaison has stopped; its data is kept.")
    else:
        console.print(f"Liaison is not running in {home.root}.", soft_wrap=True)
    with home.locked():
        end_leftovers(home)


def _supervisor(home: Home) -> int:
    pid = home.holder()
    if pid is None:
        raise Trouble("Liaison is just starting or stopping: try again in a moment.")
    return pid


def _is_ready(home: Home, pid: int) -> bool:
    told = state.read(home)
    return bool(told["phase"] == "ready" and told["supervisor"]["pid"] == pid)


def _print_from(log: Path, offset: int) -> int:
    with log.open("rb") as stream:
        stream.seek(offset)
        added = stream.read()
    console.out(added.decode("utf-8", "replace"), end="")
    return offset + len(added)
