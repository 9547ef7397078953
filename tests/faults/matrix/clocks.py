"""Faults of time: the wall clocks of our processes jump or differ; no clock of Kafka, PostgreSQL or the kernel does."""

import asyncio
from datetime import UTC, datetime

from liaison_kit import clock

from tests.faults.armed import SKEW
from tests.faults.scenario import Run, scenario
from tests.faults.system import System

HOUR, TEN_MINUTES = 3600, 600
JUMP_SECONDS = 8.0
SUMMER_TIME_BEGINS = datetime(2027, 3, 28, 0, 59, 55, tzinfo=UTC)
WINTER_TIME_BEGINS = datetime(2027, 10, 31, 0, 59, 55, tzinfo=UTC)


async def _clocks_in_hand(system: System) -> None:
    for settings in system.settings.values():
        settings[SKEW] = "0"


async def _clocks_apart(system: System) -> None:
    system.settings["writer"][SKEW] = str(TEN_MINUTES)
    system.settings["reader"][SKEW] = "0"


@scenario("F15", "clocks jump by an hour, forth and back, and over both DST changes", before=_clocks_in_hand)
async def clocks_jump(run: Run) -> None:
    jumps = [
        HOUR,
        -HOUR,
        *(int((day - clock.now()).total_seconds()) for day in (SUMMER_TIME_BEGINS, WINTER_TIME_BEGINS)),
    ]
    for seconds in jumps[: len(run.times(4, 2))]:
        async with run.fault(f"jump by {seconds} s"):
            run.system.points.arm("clock.jump", str(seconds))
            await asyncio.sleep(JUMP_SECONDS)
            run.system.points.disarm("clock.jump")


@scenario("F15", "relay and API 10 minutes ahead of the consumer", before=_clocks_apart)
async def clocks_apart(run: Run) -> None:
    async with run.fault("clocks apart"):
        await asyncio.sleep(JUMP_SECONDS)
