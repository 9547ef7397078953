"""Editions of the open data: one for each change, told to everybody, and the file stays as it was published."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import httpx
from liaison_contracts.open_data import DatasetPublished
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from liaison_reporting.jobs.publish_datasets import publish_datasets
from liaison_reporting.model.open_data.dataset import digest
from liaison_reporting.model.open_data.known import DATASETS
from sqlalchemy import text

from services.reporting.tests.open_data.network import network, publish, tell, told

NIGHT = datetime.fromisoformat("2026-11-30T00:10:00+02:00")
API = "/api/reporting/v1/data/sets/events"


async def run(database: Database, settings: Settings, now: datetime = NIGHT) -> list[DatasetPublished]:
    """The night's run, and what it told."""
    with clock.set_to(now):
        while await publish_datasets(JobContext(database, settings)):
            pass
    found = await told(database, DatasetPublished)
    await tell(database, *found)
    return found


async def test_each_dataset_is_published_once_and_told(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    await tell(database, *network(facts))
    found = await run(database, settings)
    assert [one.name for one in found] == list(DATASETS)
    assert {one.edition for one in found} == {1}
    for one in found:
        file = (await client.get(f"/data/sets/{one.name}.csv")).content
        assert (one.sha256, one.size) == (digest(file), len(file))
    events = next(one for one in found if one.name == "events")
    assert (events.rows, events.rows_added, events.rows_changed, events.rows_removed) == (3, 3, 0, 0)
    assert await run(database, settings) == []
    assert await run(database, settings, NIGHT + timedelta(days=1)) == [], "nothing has changed"


async def test_a_file_stays_as_it_is_until_the_next_night_and_says_then_what_changed(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    office = facts.office()
    one, two, three = [facts.event_held(office.id, on=date(2023, 6, day)) for day in (1, 2, 3)]
    await tell(database, office, one, two)
    await run(database, settings)
    before = (await client.get("/data/sets/events.csv")).content
    changed = facts.event_held(office.id, on=date(2023, 6, 1), attendance=99, id=one.state.id, version=3)
    await tell(database, changed, three)
    assert (await client.get("/data/sets/events.csv")).content == before
    again = {one.name: one for one in await run(database, settings, NIGHT + timedelta(days=1))}
    assert again.keys() == {"events", "figures", "offices"}
    second = again["events"]
    assert (second.edition, second.rows_added, second.rows_changed, second.rows_removed) == (2, 1, 1, 0)
    page = (await client.get(API)).json()
    assert [(one["edition"], one["rows_added"], one["rows_changed"]) for one in page["editions"]] == [
        (2, 1, 1),
        (1, 2, 0),
    ]
    async with database.transaction() as session:
        await session.execute(text("delete from held_event where id = :id"), {"id": two.state.id})
    third = {one.name: one for one in await run(database, settings, NIGHT + timedelta(days=2))}["events"]
    assert (third.edition, third.rows_removed) == (3, 1)


async def test_whoever_lost_the_files_goes_on_counting_where_the_facts_have_it(
    database: Database, settings: Settings, facts: Any
) -> None:
    """A database that a replay made anew has the editions, but no files."""
    await tell(database, *network(facts))
    await run(database, settings)
    async with database.transaction() as session:
        await session.execute(text("truncate published_file"))
    assert {one.edition for one in await run(database, settings)} == {2}


async def test_two_processes_publish_no_edition_twice(database: Database, settings: Settings, facts: Any) -> None:
    await tell(database, *network(facts))
    context = JobContext(database, settings)

    async def work() -> None:
        while await publish_datasets(context):
            pass

    await asyncio.gather(work(), work(), work())
    while await publish_datasets(context):
        pass
    found = await told(database, DatasetPublished)
    assert sorted(one.name for one in found) == sorted(DATASETS)


async def test_a_registration_that_turned_out_a_double_is_gone_from_the_data(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    kept = facts.cso_registered(id=new_id())
    await tell(database, kept)
    await publish(database, settings)
    assert str(kept.state.id) in (await client.get("/data/sets/organisations.csv")).text
    async with database.transaction() as session:
        await session.execute(text("update organisation_created set registered_on = 'infinity'"))
        await session.execute(text("update published_file set checked_on = null"))
    await publish(database, settings)
    assert str(kept.state.id) not in (await client.get("/data/sets/organisations.csv")).text


async def test_no_two_nights_tell_how_many_were_helped_between_them(
    database: Database, settings: Settings, facts: Any
) -> None:
    promised = [{"key": "consultations", "title": "x", "title_en": "x", "goal": 100}]
    office = facts.office()
    await tell(database, facts.programme(targets=promised), office)
    await tell(database, *(facts.consultation_given(office.id, on=NIGHT.date()) for _ in range(6)))
    await run(database, settings)
    await tell(database, facts.consultation_given(office.id, on=NIGHT.date()))
    assert await run(database, settings, NIGHT + timedelta(days=1)) == []
    assert [one.name for one in await run(database, settings, NIGHT.replace(year=2027))] == ["consultations"]
