"""Processes that send and are killed: some at a step, some at any moment, each started anew until all is settled."""

import asyncio
import random
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from liaison_local.ports import free_port
from liaison_local.supervising.process import Process, Program, last_lines
from liaison_notifications.settings import NotificationsSettings

from tests.faults import points
from tests.faults.messages.armed import STEPS

AT_ANY_MOMENT = "at any moment"
LOOKS_EVERY = 0.05
STEP_SECONDS = 10.0
"""For so long a point waits to be reached: where nothing is left to send, it never is."""
UP_SECONDS = 30.0


def environment(settings: NotificationsSettings, folder: Path) -> dict[str, str]:
    """What a process needs to be told to be one of these settings."""
    told = {
        "DATABASE_URL": settings.database_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "LIAISON_SEALING_KEY_FILE": str(settings.sealing_key_file),
        "LIAISON_SMS_PROVIDERS": settings.sms_providers.get_secret_value(),
        "LIAISON_SMTP_RELAYS": settings.smtp_relays.get_secret_value(),
        "LIAISON_CLAIM_LEASE_SECONDS": str(settings.claim_lease_seconds),
        "LIAISON_HTTP_PORT": str(free_port(set())),
        points.FOLDER: str(folder),
    }
    return {name: value for name, value in told.items() if value}


class Senders:
    """`at_once` processes side by side, killed over and over until `kills` are reached; then they work on unharmed."""

    def __init__(self, settings: NotificationsSettings, folder: Path, at_once: int, kills: int, seed: int) -> None:
        self._settings, self._folder, self._kills = settings, folder, kills
        self._dice = random.Random(seed)
        self._plan = [(*STEPS, AT_ANY_MOMENT)[number % (len(STEPS) + 1)] for number in range(kills)]
        self._at_once = at_once
        self.killed: Counter[str] = Counter()
        self.not_reached = 0

    async def run(self, settled: Callable[[], Awaitable[bool]], shortest: float, longest: float) -> None:
        """Each is killed between `shortest` and `longest` seconds of work, until everything is settled."""
        over = asyncio.Event()
        working = [asyncio.create_task(self._keep_going(n, over, shortest, longest)) for n in range(self._at_once)]
        try:
            while not await settled():
                for each in working:
                    if each.done():
                        each.result()
                await asyncio.sleep(0.5)
        finally:
            over.set()
            await asyncio.gather(*working, return_exceptions=True)

    async def _keep_going(self, number: int, over: asyncio.Event, shortest: float, longest: float) -> None:
        folder = points.Points(self._folder / f"points-{number}")
        while not over.is_set():
            process = self._process(number, folder.folder)
            process.start()
            try:
                step = self._plan.pop(0) if self._plan else None
                if step is None:
                    await self._dead_or_over(process, over, None)
                    continue
                if step != AT_ANY_MOMENT and not longest:
                    folder.arm(step)
                elif not await self._works(process, over):
                    continue
                else:
                    await self._dead_or_over(process, over, self._dice.uniform(shortest, longest))
                    if step != AT_ANY_MOMENT:
                        folder.arm(step)
                if step != AT_ANY_MOMENT and not await self._dead_or_over(process, over, STEP_SECONDS + 5):
                    folder.disarm(step)
                    self.not_reached += 1
                    continue
                if not over.is_set():
                    self.killed[step] += 1
            finally:
                died_of = process.exit_code()
                await asyncio.to_thread(process.kill)
                if died_of not in {None, 0, -signal.SIGKILL}:
                    raise RuntimeError(last_lines(process.program.log))

    def _process(self, number: int, folder: Path) -> Process:
        command = [sys.executable, "-m", "tests.faults.messages.armed", "jobs"]
        log = self._folder / f"sender-{number}.log"
        told = environment(self._settings, folder) | {"LIAISON_LOG_FORMAT": "console"}
        return Process(Program(f"sender-{number}", command, log, lambda: None, environment=told))

    async def _works(self, process: Process, over: asyncio.Event) -> bool:
        """Whether it has begun: it has written something to its log since it was started."""
        log, before = process.program.log, _size(process.program.log)
        deadline = asyncio.get_running_loop().time() + UP_SECONDS
        while not over.is_set() and process.exit_code() is None and asyncio.get_running_loop().time() < deadline:
            if _size(log) > before:
                return True
            await asyncio.sleep(LOOKS_EVERY)
        return False

    async def _dead_or_over(self, process: Process, over: asyncio.Event, seconds: float | None) -> bool:
        """Waits until it is dead (True), everything is over, or the time is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not over.is_set():
                    if process.exit_code() is not None:
                        return True
                    await asyncio.sleep(LOOKS_EVERY)
        return False


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
