"""Steps of tests about the waiting list."""

from collections.abc import Sequence
from typing import Any

import httpx
from liaison_events.model import Event, SignUp
from liaison_kit.database import Database
from sqlalchemy import select


async def ask(client: httpx.AsyncClient, event: Event, number: int, **more: Any) -> httpx.Response:
    """Somebody signs up, each number another person."""
    person = {"name": f"Людина {number}", "phone": f"+38067{number:07}", "consent": True}
    return await client.post(f"/api/events/v1/events/{event.id}/sign-ups", json=person | more)


def token_of(answer: httpx.Response) -> str:
    assert answer.status_code == 201, answer.text
    return str(answer.json()["link"].rpartition("/")[2])


async def line(database: Database, event: Event) -> Sequence[str]:
    """The status of each sign-up, in the order they came."""
    async with database.reading() as session:
        query = select(SignUp.status).where(SignUp.event_id == event.id).order_by(SignUp.created_at, SignUp.id)
        return (await session.scalars(query)).all()


async def places_taken(database: Database, event: Event) -> int:
    async with database.reading() as session:
        return await session.scalar(select(Event.places_taken).where(Event.id == event.id)) or 0
