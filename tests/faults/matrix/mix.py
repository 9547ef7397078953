"""A mix of faults, drawn with the run's seed, on the cluster of three brokers; reporting is hurt with the others."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable

import asyncpg

from tests.faults import rebuilding
from tests.faults.matrix.consumer import MEMBER
from tests.faults.matrix.kafka import away
from tests.faults.scenario import Run, scenario
from tests.faults.system import WRITER, Kept

POINTS = ("api.before_reply", "relay.after_ack", "consumer.before_offset_commit", "consumer.in_transaction")


async def _running(run: Run, name: str) -> Kept:
    """The fault before may have ended it: it is hurt when it runs again."""
    kept = run.system.kept[name]
    await run.until(lambda: kept.process.exit_code() is None, f"{name} runs")
    return kept


async def _kill(run: Run) -> None:
    (await _running(run, run.rng.choice(list(run.system.kept)))).signal(signal.SIGKILL)


async def _kill_several(run: Run) -> None:
    for name in run.rng.sample(list(run.system.kept), 3):
        (await _running(run, name)).signal(signal.SIGKILL)
        await asyncio.sleep(run.rng.uniform(0, 0.5))


async def _deploy(run: Run) -> None:
    (await _running(run, run.rng.choice(list(run.system.kept)))).signal(signal.SIGTERM)


async def _stop_for_a_while(run: Run) -> None:
    with run.stopped((await _running(run, run.rng.choice(list(run.system.kept)))).process):
        await asyncio.sleep(run.rng.uniform(2, 16))


async def _die_at_a_point(run: Run) -> None:
    await run.spring(run.rng.choice(POINTS))


async def _lose_a_broker(run: Run) -> None:
    broker = run.rng.choice(run.system.ground.cluster.brokers)
    await away(broker, run.rng.choice((signal.SIGKILL, signal.SIGTERM)), run.rng.uniform(0, 10))


async def _lose_postgres(run: Run) -> None:
    await asyncio.to_thread(run.system.ground.server.kill)
    await asyncio.sleep(run.rng.uniform(0, 3))
    await run.system.ground.restart_postgres()


async def _end_backends(run: Run) -> None:
    admin = await asyncpg.connect(run.system.ground.dsn("postgres", "postgres"))
    query = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1"
    await admin.execute(query, f"{WRITER}_{run.system.name}")
    await admin.close()


async def _join_and_leave(run: Run) -> None:
    await run.system.start(MEMBER)
    await asyncio.sleep(run.rng.uniform(1, 6))
    await run.system.kept.pop(MEMBER).stop(kill=run.rng.random() < 0.5)


MIX: tuple[Callable[[Run], Awaitable[None]], ...] = (
    _kill,
    _kill_several,
    _deploy,
    _stop_for_a_while,
    _die_at_a_point,
    _lose_a_broker,
    _lose_postgres,
    _end_backends,
    _join_and_leave,
)


@scenario("F19", "a random mix", brokers=3, before=rebuilding.prepare, after=rebuilding.rebuilt_is_live)
async def mix(run: Run) -> None:
    await run.system.start(*rebuilding.CONSUMERS)
    ends = time.monotonic() + run.mix_seconds
    while time.monotonic() < ends:
        hurt = run.rng.choice(MIX)
        async with run.fault(hurt.__name__.strip("_").replace("_", " ")):
            await hurt(run)
