"""The watchdog: a process that has work and gets on with none of it is ended, so that it is started anew.

A thread, because a blocked event loop cannot watch itself. aiokafka consumers have been seen to stand still with a
healthy heartbeat (aiokafka #847, #1154); a restart brings them back.
"""

import os
import threading
import time
from collections.abc import Callable

import structlog

from liaison_kit import metrics

log = structlog.get_logger()

STALL_SECONDS = 150.0
BEAT_SECONDS = 1.0
STALLED = 70
"""Exit status: EX_SOFTWARE of sysexits."""


class Watchdog:
    """`alive` is called by the event loop once a second, `moved` whenever a batch has come to an end.

    `behind` says how many records wait; while it is 0 nothing needs to move.
    """

    def __init__(self, stall_seconds: float = STALL_SECONDS, end: Callable[[int], None] = os._exit) -> None:
        self._stall = stall_seconds
        self._end = end
        self._beat = self._move = time.monotonic()
        self._behind = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()

    def alive(self, behind: int) -> None:
        now = time.monotonic()
        metrics.LOOP_LAG.set(max(0.0, now - self._beat - BEAT_SECONDS))
        self._beat, self._behind = now, behind
        if not behind:
            self._move = now

    def moved(self) -> None:
        self._move = time.monotonic()

    def _watch(self) -> None:
        while not self._over.wait(min(BEAT_SECONDS, self._stall / 4)):
            now = time.monotonic()
            if now - self._beat > self._stall or (self._behind and now - self._move > self._stall):
                log.critical(
                    "process.stalled",
                    loop_silent_seconds=round(now - self._beat),
                    standstill_seconds=round(now - self._move),
                    records_behind=self._behind,
                )
                self._over.set()
                self._end(STALLED)
