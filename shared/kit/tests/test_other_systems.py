"""What other systems tell us: their keys and ids are of their own choosing, and neither stops anybody's facts."""

import json
from typing import Any
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord
from liaison_contracts.message_requests import NotificationRequested
from liaison_contracts.registry import DistrictJoined
from liaison_kit.database import Database, new_id
from liaison_kit.reactions import on
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.settings import Settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.kit.tests.test_inbox import record

NOW_MS = 1_780_000_000_000


@on(NotificationRequested)
async def on_notification_requested(session: AsyncSession, fact: NotificationRequested) -> None:
    await session.execute(text("insert into heard_of values (:what)"), {"what": str(fact.request_id)})


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    await session.execute(text("insert into heard_of values (:what)"), {"what": str(fact.state.id)})


@pytest.fixture
async def taken(database: Database, settings: Settings) -> Inbox:
    async with database.transaction() as session:
        await session.execute(text("create table heard_of (what text)"))
    return Inbox(database, [on_notification_requested, on_district_joined], settings.topic_prefix)


def requested(settings: Settings, event_id: UUID, request_id: UUID, **changes: Any) -> ConsumerRecord:
    data = {
        "system": "water-utility",
        "request_id": str(request_id),
        "channels": ["sms"],
        "purpose": "outage",
        "legal_basis": "public_task",
        "useful_until": "2026-06-01T12:00:00+03:00",
        "sealed": "",
        "key_version": 1,
        "occurred_on": "2026-06-01",
    }
    event = {
        "specversion": "1.0",
        "id": str(event_id),
        "type": "liaison.systems.NotificationRequested.v1",
        "subject": str(request_id),
        "sequence": f"{1:020d}",
        "epoch": 1,
        "correlationid": "x",
        "data": data | changes,
    }
    return record(
        f"{settings.topic_prefix}NotificationRequested", 0, str(request_id).encode(), json.dumps(event).encode()
    )


async def column(database: Database, query: str) -> list[Any]:
    async with database.reading() as session:
        return list(await session.scalars(text(query)))


async def test_one_that_is_parked_holds_up_no_fact_of_ours_under_the_same_key(
    taken: Inbox, database: Database, settings: Settings, joined: Any
) -> None:
    fact = joined()
    key = fact.state.id
    envelope = {
        "specversion": "1.0",
        "id": str(new_id()),
        "type": "liaison.registry.DistrictJoined.v1",
        "subject": str(key),
        "sequence": f"{1:020d}",
        "epoch": 1,
        "correlationid": "x",
        "data": fact.model_dump(mode="json"),
    }
    bad = requested(settings, new_id(), key, system="No Name")
    good = requested(settings, new_id(), key)
    ours = record(f"{settings.topic_prefix}DistrictJoined", 0, str(key).encode(), json.dumps(envelope).encode())
    await taken.apply([bad, good, ours])
    await taken.apply([bad])
    assert await column(database, "select what from heard_of") == [str(key), str(key)]
    assert await column(database, "select key from parked") == [None]


@pytest.mark.parametrize(
    "event_id",
    [
        UUID("ffffffff-ffff-4fff-bfff-ffffffffffff"),
        UUID("ffffffff-ffff-7fff-bfff-ffffffffffff"),
        UUID("00000000-0000-4000-8000-000000000000"),
        UUID("00000000-0000-0000-0000-000000000000"),
    ],
)
async def test_an_id_may_be_of_any_kind(taken: Inbox, database: Database, settings: Settings, event_id: UUID) -> None:
    await taken.apply([requested(settings, event_id, new_id())])
    assert len(await column(database, "select what from heard_of")) == 1
    assert await column(database, "select reason from parked") == []
