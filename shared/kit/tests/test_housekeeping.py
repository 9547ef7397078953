"""What every service's database makes ready and forgets by itself."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_kit.receiving.heard import INBOX_KEPT
from liaison_kit.running import housekeeping
from liaison_kit.running.housekeeping import (
    ANSWERS_KEPT,
    DROPPED_KEPT,
    INBOX_MARGIN,
    forget_answers,
    forget_dropped,
    make_partitions,
    prune_inbox,
)
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually
from sqlalchemy import text

NOVEMBER = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def scalar(database: Database, query: str, **values: Any) -> Any:
    async with database.reading() as session:
        return await session.scalar(text(query), values)


async def execute(database: Database, statement: str, **values: Any) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement), values)


async def log_fact(database: Database, version: int, moment: datetime) -> None:
    await execute(
        database, "insert into fact_log values (:v, 'OfficeOpened', 'k', :v, '', :moment)", v=version, moment=moment
    )


async def partitions(database: Database) -> dict[str, int]:
    """Rows of each partition of the fact log."""
    query = text("select inhrelid::regclass::text from pg_inherits where inhparent = 'fact_log'::regclass order by 1")
    async with database.reading() as session:
        names = (await session.scalars(query)).all()
    return {name: await scalar(database, f"select count(*) from {name}") for name in names}


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def test_answers_are_forgotten_after_a_day(
    client: httpx.AsyncClient, database: Database, context: JobContext
) -> None:
    await client.post("/api/registry/v1/districts", json={"name": "Щітки"}, headers={"Idempotency-Key": "k"})
    await forget_answers(context)
    assert await scalar(database, "select count(*) from answer") == 1
    with clock.set_to(clock.now() + ANSWERS_KEPT + timedelta(minutes=1)):
        await forget_answers(context)
    assert await scalar(database, "select count(*) from answer") == 0


async def test_partitions_are_made_for_this_and_the_next_two_months(database: Database, context: JobContext) -> None:
    # Half past midnight of the 1st in Kyiv is still the month before in UTC.
    with clock.set_to(datetime(2026, 11, 30, 22, 30, tzinfo=UTC)):
        await make_partitions(context)
        await make_partitions(context)
    assert list(await partitions(database)) == [
        "fact_log_2026_11",
        "fact_log_2026_12",
        "fact_log_2027_01",
        "fact_log_rest",
    ]
    await log_fact(database, 1, datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC))
    await log_fact(database, 2, datetime(2026, 12, 1, tzinfo=UTC))
    await log_fact(database, 3, datetime(2027, 2, 1, tzinfo=UTC))
    assert list((await partitions(database)).values()) == [1, 1, 0, 1]


async def test_facts_in_the_default_partition_are_moved_into_those_of_their_months(
    database: Database, context: JobContext
) -> None:
    for version in range(1, 4):
        await log_fact(database, version, NOVEMBER)
    await log_fact(database, 4, NOVEMBER - timedelta(days=120))
    await log_fact(database, 5, NOVEMBER + timedelta(days=300))
    with clock.set_to(NOVEMBER):
        await make_partitions(context)
    assert await partitions(database) == {
        "fact_log_2026_07": 1,
        "fact_log_2026_11": 3,
        "fact_log_2026_12": 0,
        "fact_log_2027_01": 0,
        "fact_log_2027_09": 1,
        "fact_log_rest": 0,
    }
    assert await scalar(database, "select array_agg(version order by version) from fact_log") == [1, 2, 3, 4, 5]


async def test_several_processes_make_partitions_while_facts_are_logged(
    database: Database, context: JobContext
) -> None:
    over = asyncio.Event()

    async def log_facts() -> int:
        count = 0
        while not over.is_set():
            count += 1
            await log_fact(database, count, NOVEMBER)
        return count

    async with asyncio.TaskGroup() as tasks:
        logging = [tasks.create_task(log_facts()) for _ in range(4)]
        try:
            await eventually(lambda: scalar(database, "select count(*) from fact_log"), lambda count: count > 20)
            with clock.set_to(NOVEMBER):
                await asyncio.gather(*(make_partitions(context) for _ in range(3)))
        finally:
            over.set()
    logged = sum(task.result() for task in logging)
    found = await partitions(database)
    assert found["fact_log_2026_11"] == logged
    assert found["fact_log_rest"] == 0


async def test_a_reader_that_holds_the_log_is_not_waited_for_long(database: Database, context: JobContext) -> None:
    with clock.set_to(NOVEMBER):
        async with database.reading() as backup:
            await backup.execute(text("select * from fact_log"))
            await make_partitions(context)
            await log_fact(database, 1, NOVEMBER)
        assert await partitions(database) == {"fact_log_rest": 1}
        await make_partitions(context)
    assert (await partitions(database))["fact_log_2026_11"] == 1


async def test_the_inbox_is_pruned_in_small_batches(
    database: Database, context: JobContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)
    now = clock.now()
    for age in (timedelta(0), INBOX_KEPT, *[INBOX_KEPT + INBOX_MARGIN + timedelta(minutes=1)] * 3):
        row = "insert into inbox values ('on_district_joined', :fact, :received)"
        await execute(database, row, fact=new_id(), received=now - age)
    assert [await prune_inbox(context), await prune_inbox(context)] == [True, False]
    assert await scalar(database, "select count(*) from inbox") == 2


async def test_dropped_records_are_forgotten_after_a_year_and_parked_ones_never(
    database: Database, context: JobContext
) -> None:
    for offset, days in enumerate((None, 0, DROPPED_KEPT.days + 1)):
        row = """insert into parked (topic, partition, "offset", headers, reason, parked_at, dropped_at)
                 values ('T', 0, :offset, '[]', 'refused', now() - interval '9 years', :dropped)"""
        dropped = None if days is None else clock.now() - timedelta(days=days)
        await execute(database, row, offset=offset, dropped=dropped)
    await forget_dropped(context)
    assert await scalar(database, 'select array_agg("offset" order by "offset") from parked') == [0, 1]
