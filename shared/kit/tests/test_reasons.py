"""Why a record is parked: staff, logs and lists show the reason, so it never holds what the record says."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from liaison_contracts.registry import DistrictJoined
from liaison_kit import outbox
from liaison_kit.database import Database
from liaison_kit.errors import Conflict, Refusal
from liaison_kit.reactions import on
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.settings import Settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

PLANTED = "Мокрина Планторенко +380671234598 mokryna@example.com"
WORDS = ("Мокрина", "Планторенко", "671234598", "mokryna")
_offsets = itertools.count()


class Unwelcome(Conflict):
    """{name} cannot join."""


class Unkind(Refusal):
    """This district is not welcome here."""


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """Fails in the way that the district's code asks for, its name in every error."""
    name = fact.state.name
    if fact.state.code == "value":
        raise ValueError(f"{name} is wrong")
    if fact.state.code == "refusal":
        raise Unwelcome(name=name)
    if fact.state.code == "plain refusal":
        raise Unkind
    statements = {
        "constraint": "alter table visit add constraint small check (times < 2)",
        "unique": "create table guest (name text unique, age int)",
    }
    if statement := statements.get(fact.state.code):
        await session.execute(text(statement))
    if fact.state.code == "constraint":
        await session.execute(text("insert into visit values (:id, 2)"), {"id": fact.state.id})
    await session.execute(text("insert into guest values (:name, 1), (:name, 2)"), {"name": name})


def spoiled(envelope: dict[str, Any]) -> Iterator[bytes]:
    """The record with the planted text in each place, by name and by value, and broken in other ways."""
    for name in envelope:
        yield json.dumps(envelope | {name: PLANTED}).encode()
    for name in envelope["data"]["state"]:
        state = envelope["data"]["state"] | {name: PLANTED}
        yield json.dumps(envelope | {"data": envelope["data"] | {"state": state}}).encode()
        state = {key: value for key, value in envelope["data"]["state"].items() if key != name} | {PLANTED: PLANTED}
        yield json.dumps(envelope | {"data": {PLANTED: 1, "state": state}}).encode()
    yield json.dumps(envelope | {"type": "380671234598"}).encode()
    yield PLANTED.encode()
    yield json.dumps(PLANTED).encode()
    yield f'{{"{PLANTED}": '.encode()
    yield PLANTED.encode("utf-16")


@pytest.fixture
def inbox(database: Database, settings: Settings) -> Inbox:
    return Inbox(database, [on_district_joined], settings.topic_prefix)


async def envelope_of(database: Database, fact: DistrictJoined) -> dict[str, Any]:
    async with database.transaction() as session:
        outbox.publish(session, fact)
    query = text("select convert_from(payload, 'utf-8') from outbox where topic like '%Joined' order by id desc")
    async with database.reading() as session:
        envelope: dict[str, Any] = json.loads(await session.scalar(query) or "")
    return envelope


async def reasons(database: Database, inbox: Inbox, *values: bytes) -> list[str]:
    """Each value comes as a record of a key of its own; the reasons why they are parked."""
    topic = inbox.topics[0]
    for value in values:
        offset = next(_offsets)
        headers = [(PLANTED, PLANTED.encode())]
        await inbox.apply([ConsumerRecord(topic, 0, offset, 0, 0, b"%d" % offset, value, None, -1, -1, headers)])
    async with database.reading() as session:
        return list(await session.scalars(text('select reason from parked order by "offset"')))


def holds(reason: str) -> list[str]:
    return [word for word in WORDS if word in reason]


async def test_a_record_that_cannot_be_read_does_not_speak_through_its_reason(
    joined: Any, database: Database, inbox: Inbox
) -> None:
    values = list(spoiled(await envelope_of(database, joined())))
    found = await reasons(database, inbox, *values)
    assert len(found) > len(values) / 2
    assert {reason: holds(reason) for reason in found if holds(reason)} == {}


@pytest.mark.parametrize(
    "code, said",
    [
        ("value", "ValueError"),
        ("refusal", "{name} cannot join."),
        ("plain refusal", "This district is not welcome here."),
        ("constraint", "IntegrityError 23514 small"),
        ("unique", "IntegrityError 23505 guest_name_key"),
        ("missing table", "ProgrammingError 42P01"),
    ],
)
async def test_a_reaction_that_fails_does_not_put_the_data_into_the_reason(
    joined: Any, database: Database, inbox: Inbox, code: str, said: str
) -> None:
    envelope = await envelope_of(database, joined())
    envelope["data"]["state"] |= {"code": code, "name": PLANTED}
    assert await reasons(database, inbox, json.dumps(envelope).encode()) == [said]
