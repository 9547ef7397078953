"""`liaison logs`: the processes' logs, one or all of them, once or as they grow."""

import time
from pathlib import Path

from liaison_cli.console import console
from liaison_cli.trouble import Trouble

from liaison_local.home import Home
from liaison_local.supervising.process import last_lines

LINES_OF_ONE = 200
LINES_OF_EACH = 20
PAUSE_SECONDS = 0.3


def print_logs(home: Home, name: str, follow: bool) -> None:
    """Raises Trouble when there is no such log."""
    found = sorted(home.logs.glob("*.log"))
    logs = [log for log in found if name in ("", log.stem)]
    if not logs:
        known = ", ".join(log.stem for log in found)
        raise Trouble(f"There is no log of {name!r}: choose one of {known}." if known else "There are no logs yet.")
    offsets = {}
    for log in logs:
        offsets[log] = log.stat().st_size
        _print(log, last_lines(log, LINES_OF_ONE if name else LINES_OF_EACH), named=not name)
    while follow:
        time.sleep(PAUSE_SECONDS)
        for log in logs:
            offsets[log] = _print_added(log, offsets[log], named=not name)


def _print_added(log: Path, offset: int, *, named: bool) -> int:
    size = log.stat().st_size if log.exists() else 0
    if size < offset:  # rotated: a new run writes a new file
        offset = 0
    if size > offset:
        with log.open("rb") as stream:
            stream.seek(offset)
            whole_lines = stream.read(size - offset).rpartition(b"\n")[0]
        if whole_lines:
            _print(log, whole_lines.decode("utf-8", "replace"), named=named)
            return offset + len(whole_lines) + 1
    return offset


def _print(log: Path, text: str, *, named: bool) -> None:
    for line in text.splitlines():
        console.out(f"{log.stem:<21} {line}" if named else line, highlight=False)
