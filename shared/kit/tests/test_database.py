"""Rows by the thousand; which failures of the database pass by themselves, and which are somebody's fault."""

import asyncio
import operator
from functools import partial
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from liaison_kit.database import WRITERS, Database, copy_rows, get_for_update, get_in_turn, is_infrastructure, new_id
from liaison_kit.errors import NotFound
from liaison_kit.tables import OutboxRow
from liaison_kit.testing import eventually
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


async def failure(database: Database, statement: str, **values: object) -> BaseException:
    async with database.engine.connect() as connection:
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text(statement), values)
    return caught.value


async def test_a_value_that_does_not_fit_its_column_is_no_failure_of_the_database(database: Database) -> None:
    assert not is_infrastructure(await failure(database, "select cast(:v as int)", v=2**40))
    assert not is_infrastructure(await failure(database, "select cast(:v as int)", v="text"))


async def test_a_constraint_and_a_wrong_statement_are_no_failures_of_the_database(database: Database) -> None:
    assert not is_infrastructure(await failure(database, "insert into epoch values (1)"))
    assert not is_infrastructure(await failure(database, "select nothing from nowhere"))


async def test_a_connection_that_was_ended_is_a_failure_of_the_database(database: Database) -> None:
    assert is_infrastructure(await failure(database, "select pg_terminate_backend(pg_backend_pid())"))


async def test_a_statement_at_once_is_committed_when_its_rows_are_there_and_not_at_all_if_it_fails(
    database: Database,
) -> None:
    added = "insert into outbox (topic, key, version, payload, shard, logged) select 't', 'k', v, '', 1, false"
    assert [
        row["version"] for row in await database.at_once(f"{added} from unnest($1::int[]) v returning version", [1, 2])
    ] == [1, 2]
    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        await database.at_once(f"{added} from unnest($1::int[]) v", [3, 1])
    assert not is_infrastructure(caught.value)
    async with database.reading() as session:
        assert (await session.scalars(select(OutboxRow.version).order_by(OutboxRow.id))).all() == [1, 2]


async def test_after_a_connection_was_ended_a_statement_at_once_gets_another(database: Database) -> None:
    with pytest.raises(asyncpg.PostgresError) as caught:
        await database.at_once("select pg_terminate_backend(pg_backend_pid())")
    assert is_infrastructure(caught.value)
    assert [row["one"] for row in await database.at_once("select $1::int as one", 1)] == [1]


@pytest.mark.parametrize(
    "error", [OSError(), TimeoutError(), asyncpg.InterfaceError("closed"), asyncpg.AdminShutdownError()]
)
def test_what_the_network_and_the_driver_say_of_a_lost_server(error: Exception) -> None:
    assert is_infrastructure(error)


async def test_copied_rows_belong_to_the_sessions_transaction(database: Database) -> None:
    rows = [
        {"topic": "t", "key": "k", "version": version, "payload": b"{}", "shard": 1, "logged": False}
        for version in (1, 2)
    ]
    for doomed in (True, False):
        try:
            async with database.transaction() as session:
                await copy_rows(session, OutboxRow, rows)
                if doomed:
                    await copy_rows(session, OutboxRow, rows)
        except asyncpg.UniqueViolationError:
            assert doomed
        async with database.reading() as session:
            kept = await session.scalars(select(OutboxRow.version).order_by(OutboxRow.id))
            assert kept.all() == ([] if doomed else [1, 2])


class Base(DeclarativeBase):
    """Of the table below only."""


class Entrance(Base):
    """A row that everybody wants, as a popular event is."""

    __tablename__ = "entrance"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    let_in: Mapped[int]


@pytest_asyncio.fixture
async def entrance(database: Database) -> Entrance:
    entrance = Entrance(id=new_id(), let_in=0)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.transaction() as session:
        session.add(entrance)
    return entrance


async def waiting_for_locks(database: Database) -> int:
    async with database.engine.connect() as connection:
        count = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        return int(await connection.scalar(text(count)) or 0)


async def test_a_row_that_is_read_to_be_changed_is_one_s_own_until_the_end(
    database: Database, entrance: Entrance
) -> None:
    async with database.transaction() as session:
        with pytest.raises(NotFound):
            await get_for_update(session, Entrance, new_id())
    async with database.transaction() as first, database.engine.connect() as second:
        await get_for_update(first, Entrance, entrance.id)
        with pytest.raises(DBAPIError, match="could not obtain lock"):
            await second.execute(text("select 1 from entrance for update nowait"))


async def test_whoever_reads_need_not_wait_while_all_writers_wait_for_each_other(
    database: Database, entrance: Entrance
) -> None:
    async def enter() -> None:
        async with database.transaction() as session:
            (await get_for_update(session, Entrance, entrance.id)).let_in += 1

    async with asyncio.timeout(60), asyncio.TaskGroup() as crowd, database.transaction() as session:
        await get_for_update(session, Entrance, entrance.id)
        for _ in range(2 * WRITERS):
            crowd.create_task(enter())
        await eventually(partial(waiting_for_locks, database), partial(operator.eq, WRITERS - 1))
        async with database.reading() as reader:
            assert (await reader.get_one(Entrance, entrance.id)).let_in == 0
    async with database.reading() as session:
        assert (await session.get_one(Entrance, entrance.id)).let_in == 2 * WRITERS


async def test_those_who_want_one_row_have_it_in_the_order_in_which_they_came(
    database: Database, entrance: Entrance
) -> None:
    served = list[int]()

    async def enter(who: int) -> None:
        async with database.transaction() as session:
            (await get_in_turn(session, Entrance, entrance.id)).let_in += 1
            await session.flush()
            served.append(who)

    async with asyncio.timeout(60), asyncio.TaskGroup() as crowd, database.transaction() as session:
        await get_in_turn(session, Entrance, entrance.id)
        for who in range(8):
            crowd.create_task(enter(who))
            await eventually(partial(waiting_for_locks, database), partial(int.__lt__, who))
    assert served == list(range(8))
    async with database.reading() as session:
        assert (await session.get_one(Entrance, entrance.id)).let_in == 8


async def test_its_address_may_say_what_psqls_may(database_url: str) -> None:
    told = Database(f"{database_url}?sslmode=disable&application_name=mine")
    [row] = await told.at_once("select current_setting('application_name') as name")
    assert row["name"] == "mine"
    await told.close()


async def test_a_server_that_does_not_encrypt_is_not_let_have_anything(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the address, or by the variables that PostgreSQL's own programs know; and it is waited for."""
    asked = Database(f"{database_url}?sslmode=require")
    with pytest.raises(OSError, match="SSL") as refused:
        await asked.at_once("select 1")
    assert is_infrastructure(refused.value)
    monkeypatch.setenv("PGSSLMODE", "require")
    asked = Database(database_url)
    with pytest.raises(OSError, match="SSL"):
        await asked.at_once("select 1")
