"""Subscribing under test: as somebody does it who has nothing but their inbox or their telephone."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import httpx
from liaison_contracts.events import EventScheduled
from liaison_contracts.registry import OfficeState
from liaison_kit import clock
from liaison_kit.database import new_id

API = "/api/notifications/v1"
DAY = date(2026, 5, 15)
OFFICE, DISTRICT, OTHER = UUID(int=11), UUID(int=12), UUID(int=13)


class Reader:
    """Somebody who follows news; a browser without cookies, and the story's inbox and telephone."""

    def __init__(self, story: Any, client: httpx.AsyncClient, mailbox: Any, gateway: Any) -> None:
        self.story, self.client, self.mailbox, self.gateway = story, client, mailbox, gateway

    async def get(self, path: str) -> httpx.Response:
        with clock.set_to(self.story.now):
            return await self.client.get(path)

    async def post(self, path: str, **sent: Any) -> httpx.Response:
        with clock.set_to(self.story.now):
            return await self.client.post(path, **sent)

    async def asks(self, contact: str, **wish: Any) -> httpx.Response:
        answer = await self.post(f"{API}/news/requests", json={"contact": contact, "consent": True, **wish})
        await self.story.work()
        return answer

    @property
    def link(self) -> str:
        """In the newest mail."""
        text = self.mailbox.mails[-1].get_body(("plain",)).get_content()
        found = re.search(r"https?://localhost:8080(/n\S*/\S+)", text)
        assert found, text
        return found[1]

    @property
    def code(self) -> str:
        return re.findall(r"\d{6}", self.gateway.received[-1]["text"])[0]

    async def subscribes(self, contact: str, **wish: Any) -> str:
        """The path of their own page."""
        asked = await self.asks(contact, **wish)
        assert asked.status_code == 201, asked.text
        if "@" in contact:
            answer = await self.post(f"{API}{self.link}")
        else:
            place = f"{API}{asked.headers['location']}/confirmation"
            answer = await self.post(place, json={"code": self.code})
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"]).partition("?")[0]


def office(version: int = 1, **changes: Any) -> OfficeState:
    fields: dict[str, Any] = {
        "slug": "khutory",
        "name": "Офіс у Вінницьких Хуторах",
        "name_en": "Office in Vinnytski Khutory",
        "district_id": DISTRICT,
        "district_name": "Вінницько-Хутірський округ",
        "district_name_en": "Vinnytski Khutory district",
        "address": "вул. Незалежності, 1",
        "address_en": "1 Nezalezhnosti St",
        "latitude": 49.0,
        "longitude": 28.0,
        "phone": None,
        "status": "open",
        "opened_on": DAY,
        "rooms": [],
        "hours": [],
    }
    return OfficeState(**{"id": OFFICE, "version": version, **fields, **changes})


def scheduled(story: Any, **changes: Any) -> EventScheduled:
    """A fact about another event each time."""
    state = story.event(**{"office_id": OFFICE, **changes}).model_copy(update={"id": new_id()})
    return EventScheduled(state=state, occurred_on=DAY)
