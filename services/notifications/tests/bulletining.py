"""Bulletins under test: two coordinators, and a story's inbox and telephone."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_notifications.jobs.bulletins.end_bulletins import end_bulletins
from liaison_notifications.jobs.bulletins.plan_bulletins import plan_bulletins
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.jobs.sending.settle_unknown import settle_unknown
from liaison_notifications.model import Bulletin, Delivery
from liaison_notifications.model.consent.subscribers import Subscriber, Subscription
from sqlalchemy import select

API = "/api/notifications/v1/messages/bulletins"
WORDS = {"title": "Переїзд офісу", "text": "Офіс переїжджає.\nНова адреса – на сайті.", "sms": "Офіс переїжджає."}


class Coordinators:
    """`author` writes and `other` approves; both are one client, so each says who asks."""

    def __init__(self, story: Any, signed_in: Callable[..., Awaitable[httpx.AsyncClient]]) -> None:
        self.story, self._signed_in = story, signed_in
        self.author, self.other = new_id(), new_id()
        self._versions: dict[UUID, int] = {}

    async def signs_in(self, who: UUID, **values: Any) -> httpx.AsyncClient:
        self._versions[who] = self._versions.get(who, 0) + 1
        told = {"id": who, "version": self._versions[who], "roles": [Role.COORDINATOR], **values}
        return await self._signed_in(**told)

    async def post(self, who: UUID, path: str, values: Any = None, **sent: Any) -> httpx.Response:
        client = await self.signs_in(who, **(values or {}))
        with clock.set_to(self.story.now):
            answer = await client.post(path, **sent)
        client.headers.pop("cookie", None)
        return answer

    async def get(self, who: UUID, path: str, **values: Any) -> httpx.Response:
        client = await self.signs_in(who, **values)
        with clock.set_to(self.story.now):
            answer = await client.get(path)
        client.headers.pop("cookie", None)
        return answer

    async def write(self, **words: Any) -> str:
        """The address of a new one."""
        answer = await self.post(self.author, API, json={**WORDS, **words})
        assert answer.status_code == 201, answer.text
        return f"{API}/{answer.json()['id']}"

    async def approved(self, **words: Any) -> str:
        path = await self.write(**words)
        answer = await self.post(self.other, f"{path}/approval")
        assert answer.status_code == 201, answer.text
        return path

    async def shown(self, path: str) -> Any:
        return (await self.get(self.author, path)).json()

    async def work(self) -> None:
        """Plans, sends and ends until nothing is left to do at this moment."""
        jobs = (plan_bulletins, send_messages, settle_unknown, end_bulletins)
        for _ in range(50):
            if not [job for job in jobs if await self.story.run(job)]:
                return
        raise AssertionError("the jobs never rest")


async def messages_of(story: Any) -> list[Delivery]:
    async with story.database.reading() as session:
        query = select(Delivery).where(Delivery.purpose == "bulletin").order_by(Delivery.id)
        return list(await session.scalars(query))


async def the_bulletin(story: Any) -> Bulletin:
    async with story.database.reading() as session:
        return (await session.scalars(select(Bulletin))).one()


async def planned(story: Any) -> None:
    while await story.run(plan_bulletins):
        pass


async def many(story: Any, number: int) -> None:
    """So many subscribers, whose boxes nobody opens."""
    async with story.database.transaction() as session:
        for _ in range(number):
            whose = new_id()
            secret = whose.bytes * 2
            values = {"sealed": "x", "key_version": 1, "address_hash": secret, "token_hash": secret}
            session.add(Subscriber(id=whose, version=1, channel="email", since=story.now, **values))
            await session.flush()
            what = {"purpose": "bulletins", "districts": [], "kinds": [], "since": story.now}
            session.add(Subscription(subscriber_id=whose, **what))
