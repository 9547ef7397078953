"""The watchdog: a process that has work and gets on with none of it is ended, so that it is started anew.

A thread, because a blocked event loop cannot watch itself. aiokafka consumers have been seen to stand still with a
healthy heartbeat (aiokafka #847, #1154); a restart brings them back.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable

import structlog

from liaison_kit import clock
from liaison_kit.running import metrics

log = structlog.get_logger()

STALL_SECONDS = 150.0
BEAT_SECONDS = 1.0
STALLED = 70
"""Exit status: EX_SOFTWARE of sysexits."""


class Watchdog:
    """`alive` is called by the event loop once a second, `moved` whenever a batch has come to an end.

    `behind` says how many records wait; while it is 0 nothing needs to move.
    """

    def __init__(
        self,
        stall_seconds: float = STALL_SECONDS,
        end: Callable[[int], None] = os._exit,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stall = stall_seconds
        self._end = end
        self._now = now
        self._beat = self._move = now()
        self._behind = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()

    async def attend(self, behind: Callable[[], int], stop: asyncio.Event) -> None:
        """Shows until `stop` is set that the event loop is alive, and how many records wait."""
        while not stop.is_set():
            self.alive(behind())
            await clock.rest(stop, BEAT_SECONDS)

    def alive(self, behind: int) -> None:
        now = self._now()
        metrics.LOOP_LAG.set(max(0.0, now - self._beat - BEAT_SECONDS))
        self._beat, self._behind = now, behind
        if not behind:
            self._move = now

    def moved(self) -> None:
        self._move = self._now()

    def stalled(self) -> bool:
        """Whether the loop is silent, or stands still with records behind, for too long."""
        now = self._now()
        return now - self._beat > self._stall or (self._behind > 0 and now - self._move > self._stall)

    def _watch(self) -> None:
        while not self._over.wait(min(BEAT_SECONDS, self._stall / 4)):
            if self.stalled():
                log.critical(
                    "process.stalled",
                    loop_silent_seconds=round(self._now() - self._beat),
                    standstill_seconds=round(self._now() - self._move),
                    records_behind=self._behind,
                )
                self._over.set()
                self._end(STALLED)
