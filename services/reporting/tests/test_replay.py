"""Reporting's tables made anew from Kafka: beside the live ones, equal to them, and in their place without a gap."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition
from liaison_contracts.catalog import topic_of
from liaison_contracts.events import EventHeld, EventReportCorrected, EventState
from liaison_contracts.fact import Fact, State
from liaison_contracts.registry import CSOState
from liaison_contracts.scorecard import CompletionConfirmed, ScorecardChanged
from liaison_kit import migrations, outbox
from liaison_kit.database import Database, new_id
from liaison_kit.outbox import Publisher
from liaison_kit.receiving import broker, replay
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.history import HistoryLost
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.receiving.rebuilt import Comparison
from liaison_kit.running.releases import Releases
from liaison_kit.sending import producers
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.tables import OutboxRow
from liaison_kit.testing import eventually
from liaison_reporting.model.kept import Base
from liaison_reporting.model.projections import FEED, FILES, PROJECTIONS
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.filled import ASSESSMENTS
from services.reporting.tests.story import Story
from services.reporting.tests.territory import Territory
from services.reporting.tests.town import Town

ALL = 71
"""How many facts `applied` tells."""


class Teller:
    """Speaks for the other services: the same bytes as their outboxes make, sent at once."""

    def __init__(self, database: Database, settings: Settings, producer: AIOKafkaProducer) -> None:
        self._database, self._settings, self._producer = database, settings, producer

    async def tell(self, *told: Fact | State) -> None:
        sent = []
        async with self._database.transaction() as session:
            for one in told:
                publisher = topic_of(type(one)).publisher
                session.info["publisher"] = Publisher(publisher, self._settings.url, self._settings.topic_prefix)
                session.add(OutboxRow(**outbox._row(session, one)))
                await session.flush()
                sent += await self._send(session)
        await asyncio.gather(*sent)

    async def relay(self) -> None:
        """What the service itself has told."""
        async with self._database.transaction() as session:
            await asyncio.gather(*await self._send(session))

    async def _send(self, session: AsyncSession) -> list[Any]:
        rows = await session.execute(text("delete from outbox returning topic, key, payload"))
        return [await self._producer.send(row.topic, row.payload, row.key.encode()) for row in rows]

    async def tell_nonsense(self, key: str) -> None:
        await self._producer.send_and_wait(f"{self._settings.topic_prefix}EventHeld", b"{nonsense", key.encode())


@pytest_asyncio.fixture
async def teller(service: Service, database: Database, settings: Settings) -> AsyncIterator[Teller]:
    heard = [reaction.contract for reaction in service.listening]
    await broker.ensure_topics(settings, [topic_of(one) for one in dict.fromkeys([*heard, CSOState, EventState])])
    producer = producers.producer(settings)
    await producer.start()
    yield Teller(database, settings, producer)
    await producer.stop()


@asynccontextmanager
async def consuming(service: Service, database: Database, settings: Settings) -> AsyncIterator[None]:
    consumer = Consumer(service.name, Inbox(database, service.reactions, settings.topic_prefix), settings)
    await consumer.start()
    try:
        yield
    finally:
        await consumer.stop()


async def count(database: Database, table: str = "held_event") -> int:
    async with database.reading() as session:
        return int(await session.scalar(text(f"select count(*) from {table}")) or 0)


async def rows(database: Database, statement: str) -> list[tuple[Any, ...]]:
    async with database.reading() as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def contents(database: Database) -> list[list[tuple[Any, ...]]]:
    tables = [table.__tablename__ for table in PROJECTIONS]
    return [await rows(database, f"select * from {table} order by {table}::text") for table in tables]


def test_every_table_of_the_service_is_made_anew_by_a_replay() -> None:
    """But the files of the open data, which stay as they were published, and the feed, where others stand."""
    assert {table.__table__ for table in (*PROJECTIONS, *FILES, *FEED)} == set(Base.metadata.tables.values())


async def leftovers(database: Database) -> list[tuple[Any, ...]]:
    return await rows(database, "select nspname from pg_namespace where nspname = 'replay'")


def all_same(found: list[Comparison]) -> bool:
    return all(one.same for one in found)


@pytest_asyncio.fixture
async def applied(facts, teller: Teller, service: Service, database: Database, settings: Settings) -> Database:
    """The live tables with some of everything in them, and nobody at work."""
    office = facts.office()
    held = [facts.event_held(office.id) for _ in range(60)]
    told = [
        facts.programme(assessments=ASSESSMENTS),
        facts.district(),
        office,
        facts.cso_registered(),
        facts.consultation_given(office.id),
    ]
    told.append(facts.grant())
    newer = [facts.office(id=office.id, version=version, name=f"{version}") for version in (4, 3)]
    own = [facts.period_locked(office.id, version) for version in (2, 1)] + [facts.dataset_published(1)]
    await teller.tell(*told, *held, *newer, *own)
    async with consuming(service, database, settings):
        await eventually(lambda: count(database, "inbox"), lambda found: found == ALL)
    return database


def started(settings: Settings, database_url: str, *options: str) -> Any:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "LIAISON_TOPIC_PREFIX": settings.topic_prefix,
    }
    command = [sys.executable, "-m", "liaison_reporting", "replay", *options]
    return asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE, stderr=PIPE)


async def ended(process: Process) -> tuple[int | None, str]:
    out, errors = await process.communicate()
    return process.returncode, (out + errors).decode()


async def test_what_is_rebuilt_is_what_was_there(applied: Database, service: Service, settings: Settings) -> None:
    before = await contents(applied)
    for _ in range(2):
        found = await replay.replay(service, settings, applied)
        assert all_same(found)
        assert {one.table: one.rebuilt[0] for one in found}["held_event"] == 60
        assert await contents(applied) == before
    assert await leftovers(applied) == []


async def test_the_commitments_story_and_what_was_decided_here_are_rebuilt_and_nothing_is_told_again(
    facts, teller: Teller, service: Service, database: Database, settings: Settings
) -> None:
    story = Story(facts)
    said = {"confirmation_id": new_id(), "level": "complete", "proposed": "substantial", "reason": "x"}
    today, programme = date(2024, 7, 15), {"programme_id": story.programme.id}
    confirmed = CompletionConfirmed(occurred_on=today, reason_en="x", **programme, **said)
    numbers = {"code": "x", "results": [], "offices": [], "milestones": 8, "proposed": "complete"}
    scored = [
        ScorecardChanged(occurred_on=today, version=version, milestones_finished=version, **programme, **numbers)
        for version in (7, 8)
    ]
    told = [one.record for one in story.told]
    told = [one for one in told if not isinstance(one, State)]
    await teller.tell(*told, confirmed, *scored)
    async with consuming(service, database, settings):
        await eventually(lambda: count(database, "inbox"), lambda found: found == len(told) + 3)
    before = await contents(database)
    assert (await count(database, "completion"), await count(database, "told_scorecard")) == (1, 1)
    assert await count(database, "happening") > 30
    assert all_same(await replay.replay(service, settings, database))
    assert await contents(database) == before
    assert await count(database, "outbox") == 0


async def test_results_by_district_are_rebuilt_as_they_were_after_a_split(
    facts, teller: Teller, service: Service, database: Database, settings: Settings, client: httpx.AsyncClient
) -> None:
    territory = Territory(facts)

    async def last_year() -> Any:
        answer = await client.get("/api/reporting/v1/results/districts?year=2023")
        return {name: value for name, value in answer.json().items() if name not in {"current_to", "years"}}

    first, then = territory.last_year(), territory.split() + territory.this_year()
    async with consuming(service, database, settings):
        await teller.tell(*first)
        await eventually(lambda: count(database, "inbox"), lambda found: found == len(first))
        before = await last_year()
        await teller.tell(*then)
        await eventually(lambda: count(database, "inbox"), lambda found: found == len(first) + len(then))
    assert [one["events_held"] for one in before["districts"]] == [3]
    assert await last_year() == before
    kept = await contents(database)
    assert all_same(await replay.replay(service, settings, database))
    assert await contents(database) == kept
    assert await last_year() == before


async def test_the_tables_have_the_same_names_and_work_on(
    applied: Database, facts, teller: Teller, service: Service, settings: Settings
) -> None:
    catalogue = """
        select 'index', tablename, indexdef from pg_indexes where schemaname = 'public'
        union all select 'constraint', conrelid::regclass::text, conname || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
        union all select 'column', table_name, column_name || data_type || coalesce(column_default, '')
            || is_nullable || ordinal_position || is_identity
        from information_schema.columns where table_schema = 'public'
        union all select 'sequence', sequencename, data_type::text from pg_sequences where schemaname = 'public'
        order by 1, 2, 3
    """
    before = await rows(applied, catalogue)
    await replay.replay(service, settings, applied)
    assert await rows(applied, catalogue) == before
    assert await migrations.pending(applied, service.migrations) == []
    async with consuming(service, applied, settings):
        await teller.tell_nonsense("a")
        await teller.tell(facts.event_held(new_id()))
        await eventually(lambda: count(applied), lambda found: found == 61)
        await eventually(lambda: count(applied, "parked"), lambda found: found == 1)


async def test_only_comparing_says_whether_something_differs(
    applied: Database, settings: Settings, database_url: str
) -> None:
    code, said = await ended(await started(settings, database_url, "--compare-only"))
    assert (code, "DIFFERENT" in said) == (0, False), said
    async with applied.transaction() as session:
        await session.execute(
            text("update held_event set attendance = 0 where id = (select id from held_event limit 1)")
        )
    wrong = await contents(applied)
    code, said = await ended(await started(settings, database_url, "--compare-only"))
    assert (code, said.count("DIFFERENT")) == (1, 1), said
    assert await contents(applied) == wrong
    code, said = await ended(await started(settings, database_url))
    assert (code, said.count("DIFFERENT")) == (0, 1), said
    code, said = await ended(await started(settings, database_url, "--compare-only"))
    assert code == 0, said
    assert await contents(applied) != wrong


async def test_rows_that_were_lost_or_made_up_are_put_right(
    applied: Database, service: Service, settings: Settings
) -> None:
    right = await contents(applied)
    async with applied.transaction() as session:
        await session.execute(text("delete from held_event where id = (select id from held_event limit 1)"))
        await session.execute(text("truncate office_copy"))
        await session.execute(text("update held_event set title = 'made up', version = 99"))
    assert not all_same(await replay.replay(service, settings, applied))
    assert await contents(applied) == right


async def test_facts_that_arrive_meanwhile_are_neither_lost_nor_doubled(
    applied: Database, facts, teller: Teller, service: Service, settings: Settings, client: httpx.AsyncClient
) -> None:
    """A consumer and an api are at work while three replays switch the tables under them."""
    done = asyncio.Event()
    told: list[Any] = []

    async def tell() -> None:
        while not done.is_set():
            some = [facts.event_held(new_id()) for _ in range(20)]
            await teller.tell(*some)
            told.extend(some)

    async def look() -> int:
        looked = 0
        while not done.is_set():
            answer = await client.get("/api/reporting/v1/results")
            assert answer.status_code == 200, answer.text
            await count(applied)
            looked += 1
        return looked

    async with consuming(service, applied, settings), asyncio.TaskGroup() as tasks:
        telling, looking = tasks.create_task(tell()), tasks.create_task(look())
        for _ in range(3):
            assert all_same(await replay.replay(service, settings, applied))
        done.set()
        await telling
        await eventually(lambda: count(applied), lambda found: found == 60 + len(told), within=60)
    assert looking.result() > 10
    assert await rows(applied, "select count(*) from parked") == [(0,)]
    assert await rows(applied, "select count(*) from inbox") == [(ALL + len(told),)]
    assert all_same(await replay.replay(service, settings, applied, compare_only=True))


async def test_one_that_is_interrupted_leaves_everything_as_it_is(
    applied: Database, service: Service, settings: Settings, database_url: str
) -> None:
    before = await contents(applied)
    process = await started(settings, database_url)
    await eventually(lambda: leftovers(applied))
    process.kill()
    await process.wait()
    assert await contents(applied) == before
    assert all_same(await replay.replay(service, settings, applied))
    assert await leftovers(applied) == []
    process = await started(settings, database_url)
    await eventually(lambda: leftovers(applied))
    process.terminate()
    code, said = await ended(process)
    assert (code, "Interrupted" in said) == (130, True), said
    assert await leftovers(applied) == []
    assert await contents(applied) == before


async def test_of_two_at_once_the_second_gives_way(applied: Database, service: Service, settings: Settings) -> None:
    both = [replay.replay(service, settings, applied) for _ in range(2)]
    one, other = await asyncio.gather(*both, return_exceptions=True)
    [refused] = [found for found in (one, other) if isinstance(found, replay.Refused)]
    assert "Another replay" in str(refused)
    assert all_same(one if other is refused else other)


async def test_what_is_parked_stays_parked_and_what_was_dropped_stays_dropped(
    facts, teller: Teller, service: Service, database: Database, settings: Settings
) -> None:
    kept, gone = facts.event_held(new_id()), facts.event_held(new_id())
    for fact in (kept, gone):
        await teller.tell_nonsense(str(fact.key))
        await teller.tell(fact)
    async with consuming(service, database, settings):
        await eventually(lambda: count(database, "parked"), lambda found: found == 4)
    async with database.transaction() as session:
        dropped = "update parked set dropped_at = now(), dropped_because = 'nonsense', attempts = 3"
        key = {"key": str(gone.key).encode()}
        await session.execute(text(f"{dropped} where key = :key and reason not like 'waits%'"), key)
        await session.execute(
            text("update parked set try_again_at = now() where key = :key and dropped_at is null"), key
        )
    releases = Releases(database, Inbox(database, service.reactions, settings.topic_prefix))
    while await releases.release():
        pass
    state = """
        select topic, partition, "offset", key, value, reason, parked_at, attempts, dropped_at, dropped_because
        from parked order by 1, 2, 3
    """
    before, held = await rows(database, state), await contents(database)
    assert (len(before), await count(database, "held_event")) == (3, 1)
    assert all_same(await replay.replay(service, settings, database))
    assert await rows(database, state) == before
    assert await contents(database) == held


async def test_without_its_history_nothing_is_rebuilt(applied: Database, service: Service, settings: Settings) -> None:
    before = await contents(applied)
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    places = [TopicPartition(f"{settings.topic_prefix}EventHeld", partition) for partition in range(4)]
    await admin.delete_records({place: RecordsToDelete(before_offset=-1) for place in places})
    await admin.close()
    with pytest.raises(HistoryLost, match="Kafka has removed"):
        await replay.replay(service, settings, applied)
    assert await contents(applied) == before
    assert await leftovers(applied) == []


async def test_a_service_without_projections_says_so(database: Database, settings: Settings, service: Service) -> None:
    bare = Service(service.name, service.migrations, reactions=service.reactions)
    with pytest.raises(replay.Refused, match="no tables"):
        await replay.replay(bare, settings, database)


async def test_figures_of_people_money_and_messages_are_rebuilt_whatever_the_order_was(
    town: Town, teller: Teller, service: Service, database: Database, settings: Settings, client: httpx.AsyncClient
) -> None:
    told = town.everything()
    held = next(one for one in told if isinstance(one, EventHeld))
    moved = held.state.model_copy(update={"version": held.state.version + 1, "office_id": town.second.id})
    told.append(EventReportCorrected(**held.model_dump() | {"state": moved, "occurred_on": date(2023, 7, 31)}))

    async def reports() -> list[Any]:
        found = []
        for path in ("activity", "districts", "office-year?office=khutory", "reach", "activity?office=khutory"):
            answer = await client.get(f"/api/reporting/v1/results/reports/{path}")
            found.append(answer.json()["tables"])
        return found

    random.Random(1).shuffle(told)
    async with consuming(service, database, settings):
        await teller.tell(*told)
        await eventually(lambda: count(database, "inbox"), lambda found: found == len(told))
    before, shown = await contents(database), await reports()
    assert all_same(await replay.replay(service, settings, database))
    assert await contents(database) == before
    assert await reports() == shown
    assert all(rows for table in shown[0] for rows in [table["rows"]]), [table["key"] for table in shown[0]]


async def test_a_lock_and_a_fact_on_its_way_are_rebuilt_as_they_were(
    facts, teller: Teller, service: Service, database: Database, settings: Settings, client: httpx.AsyncClient, staff
) -> None:
    """What people decide here is told and heard again: with the real outbox, Kafka, inbox and replay."""
    office = facts.office()
    here = [facts.event_held(office.id, attendance=10) for _ in range(3)]
    await teller.tell(office, *here)
    async with consuming(service, database, settings):
        await eventually(lambda: count(database), lambda found: found == 3)
        locked = await client.post("/api/reporting/v1/results/periods", json={"period": "2023-06"})
        assert locked.status_code == 201, locked.text
        await teller.relay()
        await teller.tell(facts.event_held(office.id, attendance=7, title="На шляху"))
        await eventually(lambda: count(database), lambda found: found == 4)
        confirmed = "select number from locked_period where version = 1"
        await eventually(lambda: rows(database, confirmed), lambda found: found == [(1,)])
    before = (await client.get("/api/reporting/v1/results/periods/2023-06")).json()
    assert [one["title"] for one in before["late"]] == ["На шляху"]
    assert [one["locked"] for one in before["lines"] if one["name"] == "visits/training"] == [30]
    assert all_same(await replay.replay(service, settings, database))
    assert (await client.get("/api/reporting/v1/results/periods/2023-06")).json() == before


async def test_what_compaction_has_forgotten_makes_no_difference(
    facts, town: Town, teller: Teller, service: Service, database: Database, settings: Settings
) -> None:
    """Of a state only the newest is on its topic one day; the live tables have heard all of them."""
    programme = facts.programme(assessments=ASSESSMENTS[:1])
    older = [programme, town.baseline(town.district, {"2022-01/appeals": 1})]
    older.append(town.population(town.district, {2022: 900}))
    newer = [facts.programme(id=programme.id, version=2, assessments=ASSESSMENTS)]
    newer.append(town.baseline(town.district, {"2022-01/appeals": 2}, version=2))
    newer.append(town.population(town.district, {2022: 950}, version=2))
    reactions = {reaction.contract: reaction for reaction in service.reactions}
    async with database.transaction() as session:
        for state in older:
            await reactions[type(state)](session, state)
    async with consuming(service, database, settings):
        await teller.tell(*newer)
        await eventually(lambda: count(database, "inbox"), lambda found: found == len(newer))
    before = await contents(database)
    assert all_same(await replay.replay(service, settings, database))
    assert await contents(database) == before


async def test_a_lock_whose_fact_is_not_yet_heard_outlives_a_replay(
    facts, teller: Teller, service: Service, database: Database, settings: Settings, client: httpx.AsyncClient, staff
) -> None:
    """Else whoever locks next would take its number, and two facts would share one for ever."""

    async def lock() -> int:
        answer = await client.post("/api/reporting/v1/results/periods", json={"period": "2023-06"})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["version"])

    office = facts.office()
    async with consuming(service, database, settings):
        await teller.tell(office, facts.event_held(office.id))
        await eventually(lambda: count(database, "inbox"), lambda found: found == 2)
        assert await lock() == 1
        before = await contents(database)
        assert all_same(await replay.replay(service, settings, database, compare_only=True))
        assert all_same(await replay.replay(service, settings, database))
        assert await contents(database) == before
        await teller.tell(facts.event_held(office.id))
        await eventually(lambda: count(database), lambda found: found == 2)
        assert await lock() == 2
        await teller.relay()
        heard = "select number, version from locked_period order by number"
        await eventually(lambda: rows(database, heard), lambda found: found == [(1, 1), (2, 1)])
    assert all_same(await replay.replay(service, settings, database))
