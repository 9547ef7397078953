"""Faults around dead letters: what is parked, and what is released again."""

import asyncio

from tests.faults.matrix.data import none_waits
from tests.faults.scenario import Run, scenario
from tests.faults.system import READER

RELEASE = "update parked set try_again_at = now() where dropped_at is null"


@scenario("F17", "killed while parking; released twice at once")
async def killed_while_parking(run: Run) -> None:
    for _ in run.times(5, 2):
        district = run.rng.choice(run.client.commands).district
        async with run.fault("killed while parking"):
            run.system.points.arm("consumer.while_parking")
            run.system.points.arm("reaction.refuse", str(district))
            await run.sprung("consumer.while_parking")
            await run.expect(lambda: _some_wait(run), "facts of a refused district are parked", 60)
            run.system.points.disarm("reaction.refuse")
            await asyncio.gather(*(run.ask(READER, RELEASE) for _ in range(2)))
            await run.expect(lambda: _released(run), "the parked facts are applied", 90)


async def _some_wait(run: Run) -> bool:
    return len(await run.ask(READER, "select 1 from parked")) >= 2


async def _released(run: Run) -> bool:
    """Asks for it again and again, from two sides at once: what is parked meanwhile shall go, too."""
    await asyncio.gather(*(run.ask(READER, RELEASE) for _ in range(2)))
    return await none_waits(run)
