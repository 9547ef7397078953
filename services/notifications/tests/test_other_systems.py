"""Another municipal system on a real broker, with nothing of ours: it asks for messages and reads what became of them.

Its half is written as docs/messages-for-other-systems.md tells it: aiokafka, JSON, libsodium.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from liaison_contracts.catalog import topic_of
from liaison_contracts.message_requests import NotificationRequested, NotificationRequestSettled
from liaison_contracts.notifications import SealingKeyChanged, SealingKeyState
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.receiving import broker
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually, running
from sqlalchemy import text

from services.notifications.tests.requesting import SYSTEM, Asking, sealed

FEW = [topic_of(one) for one in (NotificationRequested, NotificationRequestSettled, SealingKeyState, SealingKeyChanged)]


class OtherSystem:
    """Its half. `prefix`: of all topics, for the tests share a broker."""

    def __init__(self, producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, prefix: str) -> None:
        self._producer, self._consumer, self._prefix = producer, consumer, prefix
        self.public_key, self.key_version = "", 0
        self.settled: list[dict[str, Any]] = []

    async def read(self) -> None:
        for records in (await self._consumer.getmany(timeout_ms=100)).values():
            for record in records:
                event = json.loads(record.value)
                if record.topic.endswith("SealingKeyState"):
                    self.public_key, self.key_version = event["data"]["public_key"], event["data"]["version"]
                else:
                    self.settled.append(event["data"])

    async def has_read(self, count: int) -> list[dict[str, Any]]:
        while len(self.settled) < count:
            await self.read()
        return self.settled

    def event(self, content: dict[str, Any] | None = None, event_id: str = "", **changes: Any) -> dict[str, Any]:
        now = clock.real_now()
        request_id = str(uuid.uuid4())
        data = {
            "system": SYSTEM,
            "request_id": request_id,
            "channels": ["sms", "email"],
            "purpose": "outage",
            "legal_basis": "public_task",
            "urgent": True,
            "useful_until": (now + timedelta(hours=6)).isoformat(),
            "sealed": sealed(self.public_key, **(content or {})),
            "key_version": self.key_version,
            "occurred_on": str(now.date()),
        } | changes
        return {
            "specversion": "1.0",
            "id": event_id or str(uuid.uuid4()),
            "source": "https://water.example/messages",
            "type": "liaison.systems.NotificationRequested.v1",
            "subject": data["request_id"],
            "time": now.isoformat(),
            "datacontenttype": "application/json",
            "sequence": f"{1:020d}",
            "epoch": 1,
            "correlationid": data["request_id"],
            "data": data,
        }

    async def send(self, value: bytes | dict[str, Any] | None, key: str = "") -> None:
        content = json.dumps(value).encode() if isinstance(value, dict) else value
        key = key or (value["subject"] if isinstance(value, dict) else "?")
        await self._producer.send_and_wait(f"{self._prefix}NotificationRequested", content, key.encode())


@pytest_asyncio.fixture
async def other(settings: Settings) -> AsyncIterator[OtherSystem]:
    await broker.ensure_topics(settings, FEW)
    where = {"bootstrap_servers": settings.kafka_bootstrap_servers}
    producer = AIOKafkaProducer(**where)
    names = [f"{settings.topic_prefix}{name}" for name in ("SealingKeyState", "NotificationRequestSettled")]
    consumer = AIOKafkaConsumer(*names, **where, auto_offset_reset="earliest", group_id=None)
    await producer.start()
    await consumer.start()
    yield OtherSystem(producer, consumer, settings.topic_prefix)
    await consumer.stop()
    await producer.stop()


@pytest_asyncio.fixture
async def network(service: Service, database: Database, settings: Settings, other: OtherSystem) -> AsyncIterator[None]:
    """The service's consumer and relay."""
    listening = [one for one in service.reactions if one.contract is NotificationRequested]
    consumer = Consumer(service.name, Inbox(database, listening, settings.topic_prefix), settings)
    await consumer.start()
    async with running(Relay(database, settings)):
        yield
    await consumer.stop()


async def rows(database: Database, statement: str) -> list[tuple[Any, ...]]:
    async with database.reading() as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def arrived(database: Database, count: int) -> None:
    """So many requests are kept."""
    await eventually(lambda: rows(database, "select 1 from message_request"), lambda found: len(found) == count)


async def test_it_asks_with_the_public_contract_alone_and_reads_what_became_of_it(
    asking: Asking, other: OtherSystem, network: None, mailbox: Any, gateway: Any
) -> None:
    await asking.register(may_be_urgent=True)
    async with asyncio.timeout(60):
        while not other.public_key:
            await other.read()
        event = other.event()
        for _ in range(2):
            await other.send(event)
            await other.send(other.event(request_id=event["subject"]))
        await arrived(asking.database, 1)
        asking.story.now = clock.real_now()
        await asking.work()
        told = await other.has_read(2)
    assert [sms["text"] for sms in gateway.received] == ["Води не буде 5 червня."]
    assert [mail["Subject"] for mail in mailbox.mails] == ["Води не буде"]
    assert {(one["system"], one["request_id"], one["outcome"]) for one in told} == {
        (SYSTEM, event["subject"], "accepted")
    }
    assert {one["channel"] for one in told} == {"sms", "email"}
    assert "380671234567" not in json.dumps(told)


async def test_whatever_it_writes_nothing_stops_and_what_is_right_goes_out(
    asking: Asking, other: OtherSystem, network: None, gateway: Any
) -> None:
    await asking.register(may_be_urgent=True, parts_an_hour=1, parts_a_day=1)
    async with asyncio.timeout(60):
        while not other.public_key:
            await other.read()
        wrong = other.event(channels="sms")
        for value in (None, b"", b"\xff{", b"[]", wrong, other.event(system="Ä" * 400), other.event(sealed="\x00")):
            await other.send(value, key="same")
        # The highest of UUIDs begins with no date that there is; a date before all dates; an id of another version.
        sms = {"channels": ["sms"]}
        late = {"useful_until": "0001-01-01T00:00:00+14:00"}
        await other.send(other.event(event_id="ffffffff-ffff-7fff-bfff-ffffffffffff", **sms), key="same")
        await other.send(other.event(event_id="fffffff1-ffff-4fff-bfff-ffffffffffff", **sms, **late))
        await other.send(other.event(sealed="bm8=", key_version=99, **sms))
        await other.send(other.event(**sms))
        await arrived(asking.database, 4)
        asking.story.now = clock.real_now()
        await asking.work()
        told = await other.has_read(4)
    assert sorted((one["outcome"], one["reason"]) for one in told if one["channel"] is None) == [
        ("expired", "late"),
        ("refused", "quota"),
        ("refused", "unopenable"),
    ]
    assert [one["outcome"] for one in told if one["channel"]] == ["accepted"]
    assert len(gateway.received) == 1
    parked = await rows(asking.database, "select key, reason from parked")
    assert len(parked) == 7
    # Under no key: what it chose could be that of an event of ours, whose facts would wait behind it.
    assert {key for key, _ in parked} == {None}
    assert not [reason for _, reason in parked if "waits" in reason]
