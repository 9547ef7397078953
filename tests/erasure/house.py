"""All services with everything between them: facts over a real broker, real mail, jobs at any time."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer
from liaison_contracts.catalog import CATALOG
from liaison_events.service import SERVICE as EVENTS
from liaison_kit import clock, outbox, sealing
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext, Kept
from liaison_kit.receiving import broker
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running.fresh_databases import FreshDatabases
from liaison_kit.running.health import Health
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service, build_app, open_database
from liaison_kit.settings import Settings
from liaison_kit.testing import OWN_PAGE, STAFF_TOKEN, Platform, running
from liaison_notifications.service import SERVICE as NOTIFICATIONS
from liaison_registry.service import SERVICE as REGISTRY
from liaison_reporting.service import SERVICE as REPORTING
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from services.notifications.tests.conftest import Gateway, Mailbox
from tests.journeys.planted import contents

SECRET = "a-secret-for-tests-only-0"
STAFF = {"authorization": f"Bearer {STAFF_TOKEN}"}


@dataclass
class Part:
    """One service: its database, and somebody who asks it for pages and commands."""

    service: Service
    settings: Settings
    database: Database
    http: httpx.AsyncClient

    async def post(self, path: str, status: int = 201, **sent: Any) -> httpx.Response:
        answer = await self.http.post(f"/api/{self.service.name}/v1{path}", **sent)
        assert answer.status_code == status, answer.text
        return answer

    async def work(self, now: datetime | None = None) -> None:
        """All its jobs, until none has anything left to do at this moment; with none, at the present one."""
        async with Kept() as kept:
            context = JobContext(self.database, self.settings, kept)
            with clock.set_to(now or clock.real_now()):
                for _ in range(50):
                    worked = [job for job in self.service.jobs if await job(context)]
                    if not worked:
                        return
                    for job in worked:  # one that catches up with a year does it day by day
                        while await job(context):
                            pass
        raise AssertionError("the jobs never rest")

    async def migrate(self) -> None:
        """What the role `migrate` does beside tables and topics."""
        if self.service.on_migrate:
            await self.service.on_migrate(self.database, self.settings)

    @property
    def keys(self) -> list[PrivateKey]:
        return sealing.private_keys(self.settings.sealing_key_file) if self.service is NOTIFICATIONS else []


@dataclass
class House:
    """The four of them, and where what they send arrives."""

    events: Part
    notifications: Part
    registry: Part
    reporting: Part
    gateway: Gateway
    mailbox: Mailbox

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.events, self.notifications, self.registry, self.reporting

    async def contents(self) -> AsyncIterator[tuple[str, bytes]]:
        """All that is in the databases, and what is inside of each box that a key of the house opens."""
        for part in self.parts:
            connection = await asyncpg.connect(part.settings.database_url)
            try:
                async for column, content in contents(connection):
                    yield f"{part.service.name}.{column}", content
                    try:
                        yield (
                            f"{part.service.name}.{column}, opened",
                            sealing.unseal(content.decode(), *self.notifications.keys),
                        )
                    except (CryptoError, ValueError, TypeError):
                        continue
            finally:
                await connection.close()

    async def records(self) -> AsyncIterator[tuple[str, bytes]]:
        """All that is on their topics."""
        settings = self.events.settings
        consumer = AIOKafkaConsumer(
            *(settings.topic_prefix + topic.name for topic in CATALOG),
            bootstrap_servers=settings.kafka_bootstrap_servers,
            auto_offset_reset="earliest",
        )
        await consumer.start()
        try:
            while batches := await consumer.getmany(timeout_ms=1500):
                for partition, found in batches.items():
                    for record in found:
                        said = b"\n".join(value for _, value in record.headers)
                        topic = partition.topic.removeprefix(settings.topic_prefix)
                        yield topic, (record.key or b"") + b"\n" + (record.value or b"") + b"\n" + said
        finally:
            await consumer.stop()


async def opened_part(service: Service, settings: Settings, stack: AsyncExitStack) -> Part:
    """On a database that is there."""
    database = open_database(service, settings)
    stack.push_async_callback(database.close)
    await outbox.take_epoch(database)
    transport = httpx.ASGITransport(build_app(service, settings, database, Health()), raise_app_exceptions=False)
    http = httpx.AsyncClient(transport=transport, base_url="http://liaison.test", headers=OWN_PAGE)
    return Part(service, settings, database, await stack.enter_async_context(http))


@asynccontextmanager
async def opened(platform: Platform, databases: FreshDatabases, folder: Path, prefix: str) -> AsyncIterator[House]:
    """From an empty database each; the jobs run when they are told to."""
    async with AsyncExitStack() as stack:
        gateway, mailbox = Gateway(), Mailbox()
        for one in (gateway, mailbox):
            await one.start()
            stack.push_async_callback(one.stop)
        common = {"KAFKA_BOOTSTRAP_SERVERS": platform.kafka_bootstrap_servers, "topic_prefix": prefix, "demo": True}
        # No hour of the day may decide what this test sees.
        awake = {"quiet_from": "09:00", "quiet_until": "09:00"}
        own = {
            "sms_gateway_url": gateway.url,
            "sms_gateway_token": "a-token-for-tests-only",
            "smtp_url": mailbox.url,
            "sealing_key_file": folder / "own.key",
            "trial_addresses": "@example.com",
            "bounce_address": "bounces@liaison.example",
            "bounce_secret": SECRET,
            "sms_inbound_number": "4567",
            "sms_inbound_secret": SECRET,
        }
        parts = []
        for service, more in (
            (EVENTS, {"wishes_file": folder / "events.wishes"}),
            (NOTIFICATIONS, own | awake),
            (REGISTRY, {"signing_key_file": folder / "signing.key", "totp_key_file": folder / "totp.key"}),
            (REPORTING, {"webhook_networks": "127.0.0.0/8"}),
        ):
            url = await stack.enter_async_context(databases.of(service))
            settings = service.settings(DATABASE_URL=url, **common, **more)
            parts.append(await opened_part(service, settings, stack))
        await broker.ensure_topics(parts[0].settings)
        for part in parts:
            await part.migrate()
        yield House(*parts, gateway=gateway, mailbox=mailbox)


@asynccontextmanager
async def telling(house: House) -> AsyncIterator[None]:
    """Facts go from each to the other meanwhile."""
    consumers = [
        Consumer(
            part.service.name, Inbox(part.database, part.service.listening, part.settings.topic_prefix), part.settings
        )
        for part in house.parts
    ]
    async with running(*(Relay(part.database, part.settings) for part in house.parts), *consumers):
        yield
