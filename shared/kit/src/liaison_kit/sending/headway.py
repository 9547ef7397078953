"""Headway: how far a long piece of work has come, on the terminal's last line or as log lines."""

import sys
import time

import structlog

log = structlog.get_logger()

TERMINAL_SECONDS, LOG_SECONDS = 0.2, 5.0


class Headway:
    """Counts what is done of `total`, of which `before` was done earlier; use it as a context."""

    def __init__(self, total: int, before: int = 0, told_as: str = "replay.progress") -> None:
        self._total = total
        self._told_as = told_as
        self._before = self._done = before
        self._terminal = sys.stderr.isatty()
        self._started = self._told = time.monotonic()

    def __enter__(self) -> "Headway":
        return self

    def __exit__(self, *_: object) -> None:
        self._tell()
        if self._terminal:
            sys.stderr.write("\n")

    def come(self, count: int) -> None:
        """So many more are done."""
        self._done += count
        if time.monotonic() - self._told >= (TERMINAL_SECONDS if self._terminal else LOG_SECONDS):
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        rate = (self._done - self._before) / max(0.001, self._told - self._started)
        left = max(0, self._total - self._done) / max(1.0, rate)
        if self._terminal:
            share = f"{self._done:,} of {self._total:,} records"
            sys.stderr.write(f"\r{share}, {rate:,.0f} a second, {left:,.0f} s left    ")
            sys.stderr.flush()
        else:
            log.info(self._told_as, done=self._done, total=self._total, rate=round(rate), seconds_left=round(left))
