"""Another municipal system, as its own programmers would write it: plain JSON and libsodium, nothing of ours."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from liaison_contracts.message_requests import NotificationRequested
from liaison_kit.database import Database
from liaison_notifications.jobs.requests.settle_requests import settle_requests
from liaison_notifications.jobs.requests.take_requests import take_requests
from liaison_notifications.model.requests.request import MessageRequest
from liaison_notifications.model.requests.systems import RequestingSystem, WrittenSystem
from nacl.public import PublicKey, SealedBox
from nacl.signing import SigningKey
from sqlalchemy import select, text

SYSTEM = "water-utility"
PHONE, EMAIL = "+380671234567", "olena.kovalenko@example.org"
TEXTS = {
    "uk": {"sms": "Води не буде 5 червня.", "subject": "Води не буде", "email": "Води не буде 5 червня.\n\nВибачте."},
    "en": {"sms": "No water on 5 June.", "subject": "No water", "email": "No water on 5 June.\n\nSorry."},
}
SETTINGS: dict[str, Any] = {
    "title": "Вінницяоблводоканал",
    "title_en": "Vinnytsia Water",
    "parts_an_hour": 10,
    "parts_a_day": 20,
    "purposes": ["outage", "payment"],
}


def sealed(public_key: str, **content: Any) -> str:
    """By the recipe of docs/messages-for-other-systems.md."""
    message = {"phone": PHONE, "email": EMAIL, "language": "uk", "texts": TEXTS} | content
    box = SealedBox(PublicKey(base64.b64decode(public_key)))
    return base64.b64encode(box.encrypt(json.dumps(message).encode())).decode()


def signed(key: SigningKey, fact: NotificationRequested) -> str:
    """Likewise."""
    content = f"{fact.system}:{fact.request_id}:{fact.sealed}"
    return base64.b64encode(key.sign(content.encode()).signature).decode()


class Asking:
    """Asks, and hears what became of it; `story` has the clock, the jobs and the key."""

    def __init__(self, story: Any) -> None:
        self.story = story
        self.database: Database = story.database

    async def register(self, name: str = SYSTEM, **changes: Any) -> UUID:
        row = RequestingSystem(id=uuid4(), version=1, name=name, suspended_at=None, added_at=self.story.now)
        row.write(WrittenSystem(**(SETTINGS | changes)))
        async with self.database.transaction() as session:
            session.add(row)
        return row.id

    def request(self, content: dict[str, Any] | None = None, **changes: Any) -> NotificationRequested:
        fields = {
            "system": SYSTEM,
            "request_id": uuid4(),
            "channels": ["sms", "email"],
            "purpose": "outage",
            "legal_basis": "public_task",
            "useful_until": self.story.now + timedelta(hours=20),
            "sealed": sealed(self.story.sealing_key.public_key, **(content or {})),
            "key_version": self.story.sealing_key.version,
            "occurred_on": self.story.now.date(),
        }
        return NotificationRequested(**(fields | changes))

    async def ask(self, content: dict[str, Any] | None = None, **changes: Any) -> UUID:
        fact = self.request(content, **changes)
        await self.story.tell(fact)
        return fact.request_id

    async def work(self) -> None:
        """All that happens by itself until nothing more does."""
        await self.story.run(take_requests)
        await self.story.work()
        await self.story.run(settle_requests)

    async def told(self) -> list[dict[str, Any]]:
        """What became of requests, as their system reads it."""
        query = text("select payload from outbox where topic like '%NotificationRequestSettled' order by id")
        async with self.database.reading() as session:
            return [json.loads(bytes(value))["data"] for value in await session.scalars(query)]

    async def outcomes(self) -> list[tuple[str | None, str, str | None]]:
        return [(one["channel"], one["outcome"], one["reason"]) for one in await self.told()]

    async def kept(self) -> list[MessageRequest]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(MessageRequest).order_by(MessageRequest.id)))
