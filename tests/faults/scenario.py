"""What a fault looks like to whoever writes one: a function of a Run, which knows the system and the clocks."""

import asyncio
import contextlib
import inspect
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
from liaison_local.supervising.process import Process

from tests.faults.checker import Window
from tests.faults.client import Client
from tests.faults.system import READER, WRITER, System

RECOVERY_SECONDS = 150.0
POINT_SECONDS = 180.0
MOMENT = 0.05


Condition = Callable[[], bool | Awaitable[bool]]


class NotShown(Exception):
    """This host cannot show the fault; the text says why."""


class Invalid(Exception):
    """The fault did not happen as meant, so the run shows nothing."""


@dataclass(frozen=True)
class Recovery:
    """Seconds from the heal of one fault to the first new effect, and until all that was committed by then had one."""

    fault: str
    first_effect: float
    caught_up: float


@dataclass
class Run:
    """One scenario while it runs. `short`: fewer repetitions, for the test suite."""

    system: System
    client: Client
    rng: random.Random
    short: bool
    spare: UUID
    """A district that the client leaves alone."""
    mix_seconds: float = 60.0
    patience: float = RECOVERY_SECONDS
    faults: list[Window] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    """What was measured beside the counts; the report shows it."""

    def times(self, full: int, short: int) -> range:
        return range(short if self.short else full)

    @contextlib.asynccontextmanager
    async def fault(self, name: str) -> AsyncIterator[None]:
        """What happens inside is the fault; its end is the heal, after which the system must catch up."""
        began = time.monotonic()
        yield
        healed = time.monotonic()
        await self._recover(name, healed)
        self.faults.append(Window(began, time.monotonic()))

    async def _recover(self, name: str, healed: float) -> None:
        goal, before, first = await self._written(), await self._effects(), None
        while time.monotonic() < healed + self.patience:
            handled = await self._handled()
            if first is None and await self._effects() > before:
                first = time.monotonic() - healed
            if all(handled.get(district, 0) >= version for district, version in goal.items()):
                caught_up = time.monotonic() - healed
                self.recoveries.append(Recovery(name, caught_up if first is None else first, caught_up))
                return
            await asyncio.sleep(MOMENT)
        self.complaints.append(f"{name}: not caught up within {self.patience:.0f} s")

    async def _written(self) -> dict[str, int]:
        return {str(key): version for key, version in await self.ask(WRITER, "select id, version from district")}

    async def _effects(self) -> int:
        return int((await self.ask(READER, "select coalesce(max(id), 0) from effect"))[0][0])

    async def _handled(self) -> dict[str, int]:
        """Applied versions by district; of a parked district all counts as handled, for it is visibly kept."""
        handled = {str(key): times for key, times in await self.ask(READER, "select district, times from tally")}
        parked = await self.ask(READER, "select distinct key from parked where key is not null and dropped_at is null")
        return handled | {row[0].decode("latin-1"): 1 << 30 for row in parked}

    async def ask(self, service: str, query: str, *values: object) -> list[asyncpg.Record]:
        """Asks a database, however often its connections break."""
        async with asyncio.timeout(RECOVERY_SECONDS):
            while True:
                try:
                    connection = await asyncpg.connect(self.system.database(service), timeout=5)
                    try:
                        return await connection.fetch(query, *values, timeout=10)
                    finally:
                        connection.terminate()
                except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError):
                    await asyncio.sleep(MOMENT)

    async def until(self, condition: Condition, what: str, within: float = POINT_SECONDS) -> None:
        """Invalid if it does not come true in time: then the fault did not happen as meant."""
        deadline = time.monotonic() + within
        while True:
            answer = condition()
            if await answer if inspect.isawaitable(answer) else answer:
                return
            if time.monotonic() > deadline:
                raise Invalid(f"not within {within:.0f} s: {what}")
            await asyncio.sleep(MOMENT)

    async def expect(self, condition: Condition, what: str, within: float) -> None:
        """What the product owes: its absence is a broken promise, and the run goes on."""
        try:
            await self.until(condition, what, within)
        except Invalid as missing:
            self.complaints.append(str(missing))

    async def spring(self, point: str, text: str = "die") -> None:
        """Arms a point and waits until a process has reached it."""
        self.system.points.arm(point, text)
        await self.sprung(point)

    async def sprung(self, point: str) -> None:
        await self.until(lambda: not self.system.points.is_armed(point), f"{point} is reached")

    def kill(self, name: str) -> None:
        self.system.kept[name].signal(signal.SIGKILL)

    @contextlib.contextmanager
    def stopped(self, process: Process) -> Iterator[None]:
        """SIGSTOP; CONT at the end."""
        pid = pid_of(process)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def pid_of(process: Process | None) -> int:
    """Invalid if it does not run."""
    pid = process.pid if process else None
    if pid is None:
        raise Invalid("the process to hurt does not run")
    return pid


@dataclass(frozen=True)
class Scenario:
    """One row of the fault matrix, or a part of one.

    `before` runs after `migrate` and before the processes start, `after` when nothing is on its way any more.
    """

    fault: str
    title: str
    inject: Callable[[Run], Awaitable[None]]
    brokers: int = 1
    linked: bool = False
    before: Callable[[System], Awaitable[None]] | None = None
    after: Callable[[Run], Awaitable[None]] | None = None
    needs_small_disk: bool = False


SCENARIOS: list[Scenario] = []


def scenario(fault: str, title: str, **options: object) -> Callable[[Callable[[Run], Awaitable[None]]], Scenario]:
    """Puts the function into the matrix."""

    def declare(inject: Callable[[Run], Awaitable[None]]) -> Scenario:
        made = Scenario(fault, title, inject, **options)
        SCENARIOS.append(made)
        return made

    return declare
