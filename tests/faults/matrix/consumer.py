"""Faults between Kafka and the reader's database."""

import asyncio

from tests.faults.armed import MAX_POLL
from tests.faults.scenario import Run, scenario
from tests.faults.system import System

BLOCKED_SECONDS = 40.0
POLL_LIMIT_SECONDS = 10.0
MEMBER = "consumer-3"


async def _poll_limit(system: System) -> None:
    system.settings["reader"][MAX_POLL] = str(POLL_LIMIT_SECONDS)


@scenario("F5", "kill -9 after the DB commit, before the offset commit")
async def killed_before_the_offset(run: Run) -> None:
    for _ in run.times(10, 3):
        async with run.fault("killed before the offset"):
            await run.spring("consumer.before_offset_commit")


@scenario("F6", "kill -9 inside the transaction")
async def killed_in_the_transaction(run: Run) -> None:
    for _ in run.times(10, 3):
        async with run.fault("killed in the transaction"):
            await run.spring("consumer.in_transaction")


@scenario("F6", "a batch fails for a reason that nobody foresaw")
async def batch_breaks(run: Run) -> None:
    for _ in run.times(10, 3):
        async with run.fault("batch breaks"):
            await run.spring("consumer.batch_breaks")


@scenario("F7", "event loop blocked for 40 s, past the session")
async def loop_blocked(run: Run) -> None:
    async with run.fault("loop blocked"):
        await run.spring("reaction.blocks_the_loop", str(BLOCKED_SECONDS))
        await asyncio.sleep(BLOCKED_SECONDS)


@scenario("F7", "handler past max.poll.interval", before=_poll_limit)
async def handler_too_slow(run: Run) -> None:
    async with run.fault("handler too slow"):
        await run.spring("reaction.is_slow", str(2 * POLL_LIMIT_SECONDS))
        await asyncio.sleep(2 * POLL_LIMIT_SECONDS)


@scenario("F8", "a member joins or leaves every 5 s")
async def members_come_and_go(run: Run) -> None:
    for number in run.times(8, 2):
        async with run.fault("leaves" if number % 2 else "joins"):
            if number % 2:
                await run.system.kept.pop(MEMBER).stop()
            else:
                await run.system.start(MEMBER)
        await asyncio.sleep(5)
