"""A breaking change: the old major of a fact and the new one run side by side, each read by those who know it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from liaison_contracts import catalog
from liaison_contracts.catalog import Classification, Deprecation, Topic
from liaison_contracts.fact import FactWithState, State
from liaison_kit.database import Database, new_id
from liaison_kit.reactions import on
from liaison_kit.receiving import broker
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.sending.relay import Relay
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually, publish, running
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class WellState(State):
    """A well of a village: where it is, in one line."""

    place: str


class WellDug(FactWithState):
    """A well was dug."""

    state: WellState


class NewWellState(State):
    """The same, its place in two parts: nobody who knew the one line can read that."""

    major: ClassVar[int] = 2
    settlement: str
    street: str


class NewWellDug(FactWithState):
    """A well was dug."""

    major: ClassVar[int] = 2
    state: NewWellState

    @property
    def earlier(self) -> WellDug:
        state = self.state
        old = WellState(id=state.id, version=state.version, place=f"{state.settlement}, {state.street}")
        return WellDug(occurred_on=self.occurred_on, state=old)


# A contract's topic is named after it: WellDug and WellDug.v2.
NewWellState.__name__, NewWellDug.__name__ = "WellState", "WellDug"

SINCE, SUNSET = date(2027, 1, 1), date(2027, 7, 3)
TOPICS = [
    Topic(WellState, "registry", Classification.PUBLIC, deprecated=Deprecation(SINCE, SUNSET, NewWellState)),
    Topic(WellDug, "registry", Classification.PUBLIC, deprecated=Deprecation(SINCE, SUNSET, NewWellDug)),
    Topic(NewWellState, "registry", Classification.PUBLIC),
    Topic(NewWellDug, "registry", Classification.PUBLIC),
]


@pytest_asyncio.fixture
async def topics(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for topic in TOPICS:
        monkeypatch.setitem(catalog._BY_CONTRACT, topic.contract, topic)
    await broker.ensure_topics(settings, TOPICS)
    return settings


def dug(well: UUID, version: int = 1) -> NewWellDug:
    state = NewWellState(id=well, version=version, settlement="Щітки", street="вул. Садова")
    return NewWellDug(occurred_on=date(2027, 2, 1), state=state)


async def read(settings: Settings, topic: str, count: int) -> list[dict[str, Any]]:
    consumer = AIOKafkaConsumer(
        settings.topic_prefix + topic,
        bootstrap_servers=settings.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            return [json.loads((await consumer.getone()).value) for _ in range(count)]
    finally:
        await consumer.stop()


async def test_one_fact_is_told_in_both_majors(database: Database, topics: Settings) -> None:
    well = new_id()
    await publish(database, dug(well))
    async with running(Relay(database, topics)):
        [old] = await read(topics, "WellDug", 1)
        [new] = await read(topics, "WellDug.v2", 1)
        [old_state] = await read(topics, "WellState", 1)
        [new_state] = await read(topics, "WellState.v2", 1)
    assert (old["type"], new["type"]) == ("liaison.registry.WellDug.v1", "liaison.registry.WellDug.v2")
    assert old["data"]["state"] == old_state["data"] == {"id": str(well), "version": 1, "place": "Щітки, вул. Садова"}
    assert new["data"]["state"] == new_state["data"]
    assert (old["subject"], old["sequence"], old["time"][:10]) == (new["subject"], new["sequence"], new["time"][:10])


async def test_each_record_of_the_old_one_says_until_when_and_what_follows(
    database: Database, topics: Settings
) -> None:
    await publish(database, dug(new_id()))
    async with running(Relay(database, topics)):
        [old] = await read(topics, "WellDug", 1)
        [new] = await read(topics, "WellDug.v2", 1)
    assert {name: value for name, value in old.items() if name.startswith("deprec")} == {
        "deprecated": True,
        "deprecationfrom": "2027-01-01T00:00:00Z",
        "deprecationsunset": "2027-07-03T00:00:00Z",
        "deprecationmigration": f"{topics.url}/subscribe/facts/liaison.registry.WellDug.v1",
    }
    assert not [name for name in new if name.startswith("deprec")]


@on(WellDug)
async def on_well_dug(session: AsyncSession, fact: WellDug) -> None:
    """Of a system that has not changed yet."""
    await session.execute(text("insert into heard_of values ('old', :what)"), {"what": fact.state.place})


@on(NewWellDug)
async def on_new_well_dug(session: AsyncSession, fact: NewWellDug) -> None:
    """Of one that has."""
    await session.execute(text("insert into heard_of values ('new', :what)"), {"what": fact.state.street})


async def heard(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as session:
        rows = await session.execute(text("select who, what from heard_of order by who, what"))
        return [(row.who, row.what) for row in rows]


@pytest_asyncio.fixture
async def readers(database: Database, topics: Settings) -> AsyncIterator[None]:
    """An old system and a new one, each in a group of its own."""
    async with database.transaction() as session:
        await session.execute(text("create table heard_of (who text, what text)"))
    both = [
        Consumer(name, Inbox(database, [reaction], topics.topic_prefix), topics)
        for name, reaction in (("old-system", on_well_dug), ("new-system", on_new_well_dug))
    ]
    for consumer in both:
        await consumer.start()
    yield
    for consumer in both:
        await consumer.stop()


async def test_who_reads_the_old_one_and_who_reads_the_new_one_hear_each_fact_once(
    database: Database, topics: Settings, readers: None
) -> None:
    wells = [new_id() for _ in range(3)]
    for well in wells:
        await publish(database, dug(well))
    wanted = [("new", "вул. Садова")] * 3 + [("old", "Щітки, вул. Садова")] * 3

    async def all_heard() -> bool:
        return await heard(database) == wanted

    async with running(Relay(database, topics)):
        await eventually(all_heard)


def test_both_are_told_for_six_months_at_least() -> None:
    with pytest.raises(ValueError, match="six months"):
        Deprecation(SINCE, SINCE + timedelta(days=182), NewWellDug)
    assert Deprecation(SINCE, SINCE + timedelta(days=183), NewWellDug).sunset == SUNSET
