"""Commits at a steady pace, whatever happens to them: when each one was acknowledged. Run as a process of its own.

`python -m tests.bench.commits PACE SECONDS kit|kit-with-relay DSN BOOTSTRAP PREFIX` publishes by the kit;
`python -m tests.bench.commits PACE SECONDS debezium DSN BOOTSTRAP TOPIC` writes into Debezium's outbox.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable

import asyncpg
import uvloop
from liaison_kit import outbox
from liaison_kit.sending.relay import Relay
from liaison_kit.service import open_database
from liaison_kit.settings import Settings

from tests.bench import load
from tests.bench.service import SERVICE, district_joined

INSERT = "insert into outbox (aggregatetype, aggregateid, payload) values ($1, $2, $3)"
Commit = Callable[[int], Awaitable[str]]
"""Commits one fact and returns its key."""


async def at_pace(pace: float, seconds: float, commit: Commit) -> dict[str, float]:
    """Starts a commit every 1/pace seconds without waiting for the one before; Unix time of each acknowledgement."""
    times: dict[str, float] = {}

    async def one(number: int) -> None:
        key = await commit(number)
        times[key] = time.time()

    start = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(pace * seconds)):
            await asyncio.sleep(max(0.0, start + number / pace - time.monotonic()))
            tasks.create_task(one(number))
    return times


async def by_kit(
    pace: float, seconds: float, dsn: str, bootstrap: str, prefix: str, *, relay: bool
) -> dict[str, float]:
    """`outbox.publish` in a transaction; with `relay`, this process relays as well, as the role `all` does."""
    settings = Settings(
        DATABASE_URL=dsn,
        KAFKA_BOOTSTRAP_SERVERS=bootstrap,
        topic_prefix=prefix,
    )
    database = open_database(SERVICE, settings)

    async def commit(_: int) -> str:
        fact = district_joined()
        async with database.transaction() as session:
            outbox.publish(session, fact)
        return str(fact.state.id)

    stop = asyncio.Event()
    relaying = asyncio.create_task(Relay(database, settings).run(stop)) if relay else None
    times = await at_pace(pace, seconds, commit)
    await asyncio.sleep(1)
    stop.set()
    if relaying:
        await relaying
    await database.close()
    return times


async def by_insert(pace: float, seconds: float, dsn: str, topic: str) -> dict[str, float]:
    """What an application that uses Debezium does: one row in a transaction of its own."""
    pool = await asyncpg.create_pool(dsn)

    async def commit(number: int) -> str:
        key = f"commit-{number}"
        async with pool.acquire() as connection, connection.transaction():
            row = (topic, key, load.value_of(number))
            await connection.execute(INSERT, *row)
        return key

    times = await at_pace(pace, seconds, commit)
    await pool.close()
    return times


async def main(pace: str, seconds: str, kind: str, dsn: str, bootstrap: str, place: str) -> None:
    if kind == "debezium":
        times = await by_insert(float(pace), float(seconds), dsn, place)
    else:
        relay = kind == "kit-with-relay"
        times = await by_kit(float(pace), float(seconds), dsn, bootstrap, place, relay=relay)
    print("times", json.dumps(times), flush=True)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:7]))
