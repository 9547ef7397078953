"""Each finding before an upgrade, by making what it is about."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from liaison_kit.checking import of_upgrade
from liaison_kit.checking.findings import Finding, State, broken, is_broken, ok
from liaison_kit.database import Database
from liaison_kit.service import Service
from sqlalchemy import text


@pytest.fixture
def newer(service: Service, tmp_path: Path) -> Service:
    """The same service with one migration more."""
    folder = tmp_path / "newer"
    (folder / "versions").mkdir(parents=True)
    for path in (service.migrations / "versions").glob("[0-9]*.py"):
        (folder / "versions" / path.name).write_text(path.read_text())
    body = 'from liaison_kit.migrations import run\nrevision, down_revision = "0002", "0001"\n'
    (folder / "versions" / "0002_expand_more.py").write_text(body + 'def upgrade():\n    run("create table more ()")\n')
    return Service(name=service.name, migrations=folder)


async def found(service: Service, database: Database) -> dict[str, Finding]:
    return {one.check.partition(".")[2]: one for one in await of_upgrade.look(service, database)}


async def test_a_database_in_order_may_be_migrated_and_is_told_what_will_be_done(
    newer: Service, database: Database
) -> None:
    for _ in range(2):
        seen = await found(newer, database)
        assert {one.state for one in seen.values()} == {State.OK, State.NOT_LOOKED_AT}
        assert "0002_expand_more" in seen["schema"].what
        assert (seen["room"].state, "GB" in seen["room"].what) == (State.NOT_LOOKED_AT, True)


async def test_a_schema_that_lost_what_this_program_uses_stands_in_the_way(
    service: Service, database: Database
) -> None:
    async with database.transaction() as session:
        await session.execute(text("insert into contraction values ('0009_contract_x', 'schema_version', '99.0')"))
    seen = await found(service, database)
    assert is_broken(seen.values())
    assert "99.0 or newer" in seen["schema"].remedy


async def test_transactions_that_a_migration_would_wait_for_are_named(
    service: Service, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await found(service, database))["transactions"].state is State.OK
    monkeypatch.setattr(of_upgrade, "LONG_SECONDS", 0)
    other = await asyncpg.connect(database_url)
    async with other.transaction():
        await other.execute("select 1")
        await asyncio.sleep(0.1)
        seen = await found(service, database)
        assert str(await other.fetchval("select pg_backend_pid()")) in seen["transactions"].remedy
    await other.close()


async def test_facts_that_do_not_leave_and_those_that_were_not_applied_are_warned_of(
    service: Service, database: Database
) -> None:
    old = "insert into outbox (topic, key, version, payload, created_at)"
    old += " values ('x', 'y', 1, '', now() - interval '90 s')"
    parked = "insert into parked (topic, partition, \"offset\", headers, reason) values ('x', 0, 1, '[]', 'y')"
    async with database.transaction() as session:
        await session.execute(text(old))
        await session.execute(text(parked))
    seen = await found(service, database)
    assert not is_broken(seen.values())
    assert (seen["outbox"].state, seen["dead_letters"].state) == (State.WARNING, State.WARNING)
    assert "Facts have waited for" in seen["outbox"].what
    assert "1 dead" in seen["dead_letters"].what


def test_what_migrate_will_put_right_does_not_stand_in_the_way() -> None:
    behind = broken("database.schema", "The tables are older than this program.", "Run migrate.")
    missing = broken("kafka.topics", "Topics are missing.", "Run migrate.")
    wrong = broken("kafka.partitions", "X has 3 partitions, not 4.", "Stop all services.")
    well = ok("upgrade.schema", "These migrations will run: 0002_expand_more.")
    assert of_upgrade.instead([behind, missing, wrong], [well]) == [wrong, well]


async def test_of_an_empty_database_there_is_nothing_to_be_afraid(newer: Service, database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("drop schema public cascade"))
        await session.execute(text("create schema public"))
    seen = await found(newer, database)
    assert {one.state for one in seen.values()} == {State.OK}
    assert "0001_machine_room" in seen["schema"].what
