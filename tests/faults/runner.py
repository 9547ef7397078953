"""Runs one scenario from the first process to the verdict."""

import asyncio
import contextlib
import random
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
from confluent_kafka import KafkaException
from liaison_cli.trouble import Trouble

from tests.faults import evidence
from tests.faults.checker import Verdict, Window, judge
from tests.faults.client import Client
from tests.faults.ground import Ground
from tests.faults.scenario import RECOVERY_SECONDS, Invalid, NotShown, Recovery, Run, Scenario
from tests.faults.small_disk import small_disk
from tests.faults.system import System

WARM_COMMANDS = 30
TAIL_SECONDS = 5.0
ANSWERS_WITHIN = 60.0
BROKEN = (Invalid, Trouble, AssertionError, OSError, asyncpg.PostgresError, httpx.HTTPError, KafkaException)
"""What a run may end with that shows nothing; the report says so, and the next one begins."""


@dataclass
class Outcome:
    """One line of the report. `not_shown` says why this host could not; `folder` is kept when something is wrong."""

    scenario: Scenario
    seconds: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)
    recoveries: list[Recovery] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    not_shown: str = ""
    folder: Path | None = None

    @property
    def is_bad(self) -> bool:
        """Whether a promise was broken, or the run shows nothing although this host could show it."""
        return self.verdict.word != "holds"


class Grounds:
    """Brokers and database servers, each kind started when the first scenario needs it and then kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open = contextlib.AsyncExitStack()
        self._kept: dict[tuple[int, bool], Ground] = {}

    async def __aenter__(self) -> "Grounds":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    @contextlib.asynccontextmanager
    async def ground(self, scenario: Scenario) -> AsyncIterator[Ground]:
        if scenario.needs_small_disk:
            with small_disk(self.folder) as disk:
                async with Ground(self._subfolder("small-disk"), data=disk) as ground:
                    yield ground
            return
        kind = (scenario.brokers, scenario.linked)
        if kind not in self._kept:
            await self.close()  # one machine: what the next scenarios do not need makes room for what they do
            started = Ground(self._subfolder(f"{scenario.brokers}-{scenario.linked}"), kind[0], linked=kind[1])
            self._kept[kind] = await self._open.enter_async_context(started)
        yield self._kept[kind]

    async def close(self) -> None:
        self._kept.clear()
        await self._open.aclose()

    def _subfolder(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))


@dataclass(frozen=True)
class Plan:
    """How a scenario is run: `short` with fewer repetitions, `kit` with another kit in the processes' way."""

    seed: int
    short: bool = False
    rate: float = 25.0
    """Commands a second."""
    kit: Path | None = None
    mix_seconds: float = 60.0
    patience: float = RECOVERY_SECONDS
    """How long it may take until all has caught up, after each fault and at the end."""
    system: type[System] = System


async def run(grounds: Grounds, scenario: Scenario, folder: Path, plan: Plan) -> Outcome:
    """Returns what it showed; the folder holds the client's log and those of the processes."""
    began, outcome = time.monotonic(), Outcome(scenario, folder=folder)
    await asyncio.to_thread(folder.mkdir, parents=True)
    try:
        async with grounds.ground(scenario) as ground:
            await _run_on(ground, outcome, folder, plan)
    except NotShown as reason:
        outcome.not_shown = str(reason)
    except BROKEN as error:
        outcome.verdict.invalid.append(f"{type(error).__name__}: {error}")
    if outcome.is_bad:
        await grounds.close()  # whatever is left of it shall not disturb the next one
    outcome.seconds = time.monotonic() - began
    return outcome


async def _run_on(ground: Ground, outcome: Outcome, folder: Path, plan: Plan) -> None:
    scenario = outcome.scenario
    # One for each: how often the client draws depends on the load, and must not change what is broken and when.
    faults, choices, links = (random.Random(f"{plan.seed} {scenario.inject.__name__} {what}") for what in "fcl")
    async with plan.system(ground, folder.name, folder, links, plan.kit) as system:
        if scenario.before is not None:
            await scenario.before(system)
        await system.start()
        spare, *districts = await system.districts()
        client = Client(system.api, districts, plan.rate, folder / "client.jsonl", choices)
        run_ = Run(system, client, faults, plan.short, spare, plan.mix_seconds, plan.patience)
        try:
            tail = await _inject(scenario, run_)
        finally:
            await client.stop(ANSWERS_WITHIN)
        left = await _drained(system, plan.patience)
        if scenario.after is not None:
            await scenario.after(run_)
        outcome.verdict = judge(await evidence.gather(system, client.commands), run_.faults, tail)
        outcome.verdict.violations += run_.complaints + ([f"not drained: {left}"] if left else [])
        outcome.recoveries, outcome.figures = run_.recoveries, run_.figures
        if not outcome.is_bad:
            await system.remove_topics()


async def _inject(scenario: Scenario, run_: Run) -> Window:
    """The load before, during and after; returns when the last part of it was, the first stretch that went well.

    On a machine with other work an answer may be late without a fault; who never gets well is found by the judge.
    """
    client = run_.client
    await run_.until(lambda: client.ok >= WARM_COMMANDS, "the client's first commands", ANSWERS_WITHIN)
    await scenario.inject(run_)
    deadline = time.monotonic() + ANSWERS_WITHIN
    while True:
        await run_.until(lambda: client.is_settled, "an answer to what was held up", ANSWERS_WITHIN)
        tail, went_well = await _stretch(run_)
        if went_well or time.monotonic() > deadline:
            return tail


async def _stretch(run_: Run) -> tuple[Window, bool]:
    """A few seconds of load, and whether each of its commands was ok at the first attempt."""
    stretch = Window(time.monotonic(), time.monotonic() + TAIL_SECONDS)
    await asyncio.sleep(TAIL_SECONDS)
    sent = run_.client.sent_since(stretch.began)
    await run_.until(lambda: all(one.is_tried for one in sent), "an answer to the last commands", ANSWERS_WITHIN)
    return stretch, all(one.is_well for one in sent)


async def _drained(system: System, patience: float) -> str | None:
    """None once nothing is on its way; otherwise what still is when the time is up."""
    deadline = time.monotonic() + patience
    while True:
        left = await evidence.behind(system)
        if left is None or time.monotonic() > deadline:
            return left
        await asyncio.sleep(0.2)
