"""Keeps one program running: what dies is started again, sooner at first and later when it keeps dying."""

import asyncio
import time
from collections.abc import Callable

from liaison_cli.trouble import Trouble

from liaison_local.supervising.process import POLL_SECONDS, Process, Program, last_lines

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
# Whoever ran this long is well again: the next death is a first one.
WELL_AFTER_SECONDS = 30.0


class Keeper:
    """States: waiting, starting, ready, restarting, stopped. `changed` is called at each change."""

    def __init__(self, program: Program, changed: Callable[[], None]) -> None:
        self.program = program
        self.state = "waiting"
        self.detail = ""
        self.restarts = 0
        self._changed = changed
        self._process = Process(program)
        self._keeping: asyncio.Task[None] | None = None
        self._started_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid

    async def start(self) -> None:
        """Returns once it is ready for the first time; raises Trouble if it dies before or takes too long."""
        self._launch()
        deadline = time.monotonic() + self.program.ready_seconds
        while (wrong := await self.probe()) is not None:
            if self._process.exit_code() is not None:
                raise Trouble(f"{self.program.name} stopped while starting:\n{last_lines(self.program.log)}")
            if time.monotonic() > deadline:
                raise Trouble(f"{self.program.name} did not become ready ({wrong}): see {self.program.log}.")
            await asyncio.sleep(POLL_SECONDS)
        self._become("ready")
        self._keeping = asyncio.create_task(self._keep())

    async def probe(self) -> str | None:
        """None when it does its work, otherwise what is wrong."""
        if self._process.exit_code() is not None:
            return f"ended with {self._process.exit_code()}"
        return await asyncio.to_thread(self.program.probe)

    async def stop(self) -> None:
        """Returns when nothing of it is left."""
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await asyncio.to_thread(self._process.stop)
        self._become("stopped")

    def kill(self) -> None:
        self._process.kill()

    async def _keep(self) -> None:
        pause = 0.0
        while True:
            await self._watch()
            pause = next_pause(pause, time.monotonic() - self._started_at)
            self._become("restarting", f"ended with {self._process.exit_code()}")
            await asyncio.to_thread(self._process.kill)  # what the dead left behind
            await asyncio.sleep(pause)
            self.restarts += 1
            try:
                self._launch()
            except Trouble as trouble:
                self._become("restarting", str(trouble))

    async def _watch(self) -> None:
        """Returns when it has died."""
        while self._process.exit_code() is None:
            if self.state == "starting" and await self.probe() is None:
                self._become("ready")
            await asyncio.sleep(POLL_SECONDS)

    def _launch(self) -> None:
        # In the event loop's own thread: the kernel kills a child whose starting thread ends.
        self._started_at = time.monotonic()
        self._process.start()
        self._become("starting")

    def _become(self, state: str, detail: str = "") -> None:
        self.state, self.detail = state, detail
        self._changed()


def next_pause(last: float, lived: float) -> float:
    """Seconds before the next start, after a pause of `last` seconds was followed by a life of `lived`."""
    if lived > WELL_AFTER_SECONDS:
        return FIRST_PAUSE_SECONDS
    return min(max(last * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
