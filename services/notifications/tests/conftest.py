"""Notifications under test: a real SMTP server and SMS gateway that can misbehave, and a small story to tell."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP
from liaison_contracts.events import EventState, ParticipantContact, SignUpCancelled, SignUpConfirmed
from liaison_contracts.identity import Errand, StaffLinkMade
from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import clock, sealing
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import Job, JobContext, Kept
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_notifications import dispatch
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.jobs.sending.settle_unknown import settle_unknown
from liaison_notifications.model import Delivery, SealingKey
from liaison_notifications.model.sending.claims import Outgoing, prepare
from liaison_notifications.model.sending.leases import claim
from liaison_notifications.sealing_key import announce_sealing_key
from liaison_notifications.service import SERVICE
from sqlalchemy import select

from services.notifications.tests.bulletining import Coordinators
from services.notifications.tests.requesting import Asking
from services.notifications.tests.subscribing import Reader

START = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)
PHONE, EMAIL, NAME = "+380671234567", "olena.kovalenko@example.org", "Олена Коваленко"


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest.fixture(autouse=True)
def one_run_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on a machine with other work: what a run has begun comes to its end in it."""
    monkeypatch.setattr(dispatch, "RUN_SECONDS", 60)


@pytest.fixture
def more_settings(gateway: "Gateway", mailbox: "Mailbox", tmp_path: Path) -> dict[str, Any]:
    return {
        "sms_gateway_url": gateway.url,
        "sms_gateway_token": "a-token-for-tests-only",
        "smtp_url": mailbox.url,
        "sealing_key_file": tmp_path / "own.key",
        # What waits for further changes is told in test_what_each_person_gets, how many one person gets in test_caps.
        "change_wait_seconds": 0,
        "urgent_change_wait_seconds": 0,
        "equal_messages_an_hour": 1000,
        "messages_an_hour": 1000,
    }


class Gateway:
    """An SMS gateway on a socket. `mood`: accept, accept_then_cut, cut, a status (503, 422 …).

    `deaf`: does not tell what it has. `held`: the next SMS is looked at only when this is set. `silent`: so are all,
    and `waiting` are their ids.
    """

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.asked: list[str] = []
        self.mood: str | int = "accept"
        self.deaf = False
        self.held: asyncio.Event | None = None
        self.arrived = asyncio.Event()
        self.silent: asyncio.Event | None = None
        self.waiting: list[str] = []
        self._taken = asyncio.Condition()
        self.port = 0
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sms"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """From here on connections are refused."""
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            method, path, _ = head.split(" ", 2)
            fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
            headers = {name.lower(): value for name, value in fields.items()}
            self.tokens.add(headers["authorization"])
            content = await reader.readexactly(int(headers.get("content-length", 0)))
            if method == "POST":
                await self._hold()
                await self._say_nothing(json.loads(content)["id"])
            answer = self._take(json.loads(content)) if method == "POST" else self._tell(path.rpartition("/")[2])
            if answer is not None:
                body = json.dumps({"id": path.rpartition("/")[2]}).encode()
                writer.write(
                    f"HTTP/1.1 {answer} X\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
                )
                await writer.drain()
        writer.close()

    async def has_taken(self, number: int) -> None:
        async with self._taken:
            await self._taken.wait_for(lambda: len(self.received) >= number)

    async def _say_nothing(self, message_id: str) -> None:
        if self.silent:
            self.waiting.append(message_id)
            await self.silent.wait()
        async with self._taken:
            self._taken.notify_all()

    async def _hold(self) -> None:
        held, self.held = self.held, None
        self.arrived.set()
        if held:
            await held.wait()

    def _take(self, sms: dict[str, Any]) -> int | None:
        if self.mood in {"accept", "accept_then_cut"}:
            self.received.append(sms)
        return 202 if self.mood == "accept" else self.mood if isinstance(self.mood, int) else None

    def _tell(self, message_id: str) -> int:
        self.asked.append(message_id)
        if self.deaf:
            return 503
        return 200 if message_id in {sms["id"] for sms in self.received} else 404


class Mailbox:
    """A mail server. `mood`: accept, accept_then_cut, cut_before_data, rcpt 550, rcpt 451, data 451, data 554.

    `silent`: a mail is answered only when this is set; each that waits for it releases `waiting` once.
    """

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.mood = "accept"
        self.silent: asyncio.Event | None = None
        self.waiting = asyncio.Semaphore(0)
        self.pipelining = True
        self.port = 0
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        parsed = [message_from_bytes(raw, policy=policy.default) for raw in self.received]
        return [mail for mail in parsed if isinstance(mail, EmailMessage)]

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(partial(SMTP, self, hostname="localhost"), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], *(["250-PIPELINING"] if self.pipelining else []), *responses[1:]]

    async def handle_RCPT(self, server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - likewise
        if self.mood == "cut_before_data":
            server.transport.abort()
        elif self.mood.startswith("rcpt"):
            return f"{self.mood.removeprefix('rcpt ')} no"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 - likewise
        if self.mood.startswith("data"):
            return f"{self.mood.removeprefix('data ')} no"
        if self.silent:
            self.waiting.release()
            await self.silent.wait()
        self.received.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.senders.append(envelope.mail_from)
        if self.mood == "accept_then_cut":
            server.transport.abort()
        return "250 OK"


@pytest_asyncio.fixture
async def gateway() -> AsyncIterator[Gateway]:
    opened = Gateway()
    await opened.start()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def second() -> AsyncIterator[Gateway]:
    """Another gateway, for tests that name it in their settings."""
    opened = Gateway()
    await opened.start()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    opened = Mailbox()
    await opened.start()
    yield opened
    await opened.stop()


class Story:
    """One event, sign-ups for it, and a clock: facts are told, jobs are run, time passes."""

    def __init__(self, database: Database, settings: Any) -> None:
        self.database, self.settings = database, settings
        self.now = START
        self.event_id = new_id()
        self.sealing_key = SealingKey()
        self.kept = Kept()

    def event(self, version: int = 1, starts_in: timedelta = timedelta(days=2), **changes: Any) -> EventState:
        fields: dict[str, Any] = {
            "title": "Бюджет громадських ініціатив: як подати проєкт",
            "description": "",
            "kind": "training",
            "tools": [],
            "status": "scheduled",
            "office_id": new_id(),
            "office_name": "Офіс у Вінницьких Хуторах",
            "room_id": new_id(),
            "room_name": "Велика зала",
            "address": "вул. Незалежності, 1",
            "starts_at": START + starts_in,
            "ends_at": START + starts_in + timedelta(hours=2),
            "capacity": 30,
            "attendance": None,
        }
        return EventState(id=self.event_id, version=version, **(fields | changes))

    def sign_up(self, sign_up_id: UUID) -> SignUpConfirmed:
        ids = {"sign_up_id": sign_up_id, "event_id": self.event_id}
        return SignUpConfirmed(**ids, version=1, party_size=1, occurred_on=START.date())

    def cancelled_sign_up(self, sign_up_id: UUID, **said: Any) -> SignUpCancelled:
        ids = {"sign_up_id": sign_up_id, "event_id": self.event_id}
        return SignUpCancelled(**ids, version=2, occurred_on=START.date(), **said)

    def contact(self, sign_up_id: UUID, **changes: Any) -> ParticipantContact:
        fields = {
            "name": NAME,
            "phone": PHONE,
            "email": EMAIL,
            "link": f"http://localhost:8080/s/{sign_up_id.hex[-8:]}",
        }
        content = Contact(**(fields | changes)).model_dump_json().encode()
        key = self.sealing_key
        return ParticipantContact(
            sign_up_id=sign_up_id,
            event_id=self.event_id,
            version=1,
            sealed=sealing.seal(content, key.public_key),
            key_version=key.version,
            occurred_on=START.date(),
        )

    def correction(self, sign_up_id: UUID, *corrected: str, version: int = 2, **changes: Any) -> ParticipantContact:
        """The contact once more, now with `corrected` ("phone", "email") as `changes` say."""
        told = self.contact(sign_up_id, **changes).model_dump()
        return ParticipantContact(**told | {"version": version, "corrected": corrected})

    def letter(self, link_id: UUID, lasts: timedelta = timedelta(hours=1), **changes: Any) -> StaffLinkMade:
        fields = {"name": NAME, "email": EMAIL, "language": "uk", "link": "http://localhost:8080/sign-in/links/secret"}
        content = StaffLetter(**(fields | changes)).model_dump_json().encode()
        return StaffLinkMade(
            link_id=link_id,
            errand=Errand.RESET,
            expires_at=self.now + lasts,
            sealed=sealing.seal(content, self.sealing_key.public_key),
            key_version=self.sealing_key.version,
            occurred_on=START.date(),
        )

    async def hear_of_the_key(self) -> None:
        """As events does: contacts are sealed for the key announced last, from now on."""
        async with self.database.reading() as session:
            self.sealing_key = (await session.scalars(select(SealingKey))).one()

    async def tell(self, *facts: Any) -> None:
        """Applies each fact in a transaction of its own, as the inbox does."""
        reactions = {reaction.contract: reaction for reaction in SERVICE.reactions}
        for fact in facts:
            with clock.set_to(self.now):
                async with self.database.transaction() as session:
                    await reactions[type(fact)](session, fact)

    async def somebody_signs_up(self, **contact: Any) -> UUID:
        sign_up_id = new_id()
        await self.tell(self.event(), self.sign_up(sign_up_id), self.contact(sign_up_id, **contact))
        return sign_up_id

    async def run(self, job: Job) -> bool:
        with clock.set_to(self.now):
            return await job(JobContext(self.database, self.settings, self.kept))

    async def claims(self, provider: str | None = None) -> list[Outgoing]:
        """What a process does that is gone before it sends anything."""
        async with self.database.transaction() as session:
            _, ready = await prepare(session, self.settings.sealing_key_file, self.now)
        return await claim(self.database, [(one, provider) for one in ready], self.now, self.settings.lease)

    async def work(self) -> None:
        """Sends and settles until there is nothing to do at this moment."""
        for _ in range(50):
            if not [job for job in (send_messages, settle_unknown) if await self.run(job)]:
                return
        raise AssertionError("the jobs never rest")

    async def deliveries(self) -> dict[str, Delivery]:
        """By channel; for a story with one sign-up."""
        async with self.database.reading() as session:
            rows = (await session.scalars(select(Delivery))).all()
        found = {row.channel: row for row in rows}
        assert len(found) == len(rows), "more than one per channel"
        return found

    async def statuses(self) -> dict[str, str]:
        return {channel: row.status for channel, row in (await self.deliveries()).items()}

    def later(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest_asyncio.fixture
async def story(database: Database, settings: Settings) -> AsyncIterator[Story]:
    await announce_sealing_key(database, settings)
    told = Story(database, settings)
    await told.hear_of_the_key()
    async with told.kept:
        yield told


@pytest.fixture
def reader(story: Story, client: httpx.AsyncClient, mailbox: Mailbox, gateway: Gateway) -> Reader:
    """Somebody who subscribes to news."""
    return Reader(story, client, mailbox, gateway)


@pytest.fixture
def asking(story: Story) -> Asking:
    """Another municipal system."""
    return Asking(story)


@pytest.fixture
def coordinators(story: Story, signed_in: Any) -> Coordinators:
    """Two who write bulletins and approve each other's."""
    return Coordinators(story, signed_in)
