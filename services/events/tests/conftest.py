"""The events service under test, with an open office and an event in it."""

import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from liaison_events.model import Event, OfficeCopy, SealingKeyCopy, SignUp
from liaison_events.service import SERVICE
from liaison_kit import clock, sealing
from liaison_kit.database import Database, new_id
from liaison_kit.service import Service
from liaison_kit.tables import OutboxRow
from nacl.public import PrivateKey
from sqlalchemy import select

from services.events.tests import consulting
from services.events.tests.consulting import OFFICE, START

HALL, STUDY = UUID(int=1), UUID(int=2)
__all__ = ["OFFICE", "START"]

Add = Callable[..., Awaitable[Any]]


@pytest.fixture
def more_settings(tmp_path: Path) -> dict[str, Any]:
    return {"wishes_file": tmp_path / "events.wishes"}


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest_asyncio.fixture
async def payloads(database: Database) -> Callable[[], Awaitable[list[dict[str, Any]]]]:
    """Every record that waits in the outbox, as it will be on Kafka."""

    async def read() -> list[dict[str, Any]]:
        async with database.reading() as session:
            rows = await session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))
            return [json.loads(payload) for payload in rows]

    return read


@pytest.fixture
def at() -> Callable[[timedelta], Any]:
    """Sets the clock to so long after the start of the event: `with at(timedelta(hours=-1)):`."""
    return lambda distance: clock.set_to(START + distance)


def an_office(**changes: Any) -> OfficeCopy:
    values: dict[str, Any] = {
        "id": OFFICE,
        "version": 1,
        "slug": "khutory",
        "name": "Офіс у Хуторах",
        "name_en": "Office in Khutory",
        "address": "вул. Незалежності, 1",
        "address_en": "1 Nezalezhnosti St",
        "district_name": "Вінницько-Хутірський",
        "district_name_en": "Vinnytski Khutory",
        "status": "open",
        "opened_on": date(2023, 5, 15),
        "rooms": [
            {"id": str(HALL), "name": "Зала", "name_en": "Hall", "capacity": 40},
            {"id": str(STUDY), "name": "Кабінет", "name_en": "Study", "capacity": 4},
        ],
        "district_id": UUID(int=20),
        "hours": [{"weekday": day, "opens": "09:00", "closes": "12:00"} for day in range(1, 7)],
        "special_hours": [],
    }
    return OfficeCopy(**values | changes)


def an_event(**changes: Any) -> Event:
    values: dict[str, Any] = {
        "id": new_id(),
        "version": 1,
        "title": "Як подати петицію",
        "description": "Покажемо й допоможемо.\n\nПриходьте з ідеєю.",
        "kind": "training",
        "tools": ["petition"],
        "status": "scheduled",
        "office_id": OFFICE,
        "office_slug": "khutory",
        "office_name": "Офіс у Хуторах",
        "office_name_en": "Office in Khutory",
        "room_id": HALL,
        "room_name": "Зала",
        "room_name_en": "Hall",
        "address": "вул. Незалежності, 1",
        "address_en": "1 Nezalezhnosti St",
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
        "capacity": 3,
    }
    return Event(**values | changes)


def a_sign_up(event_id: UUID, **changes: Any) -> SignUp:
    identity = new_id()
    values: dict[str, Any] = {
        "id": identity,
        "version": 1,
        "event_id": event_id,
        "name": "Оксана Коваль",
        "phone": "+380671234567",
        "email": None,
        "party_size": 1,
        "status": "confirmed",
        "present": 0,
        "token_hash": str(identity),
        "created_at": START,
    }
    return SignUp(**values | changes)


@pytest.fixture
def add(database: Database) -> Add:
    """Puts rows into the database, committed, in this order; returns the last."""

    async def rows(*wanted: Any) -> Any:
        async with database.transaction() as session:
            for row in wanted:
                session.add(row)
                await session.flush()
        return wanted[-1]

    return rows


@pytest.fixture
def have_event(add: Add) -> Callable[..., Awaitable[Event]]:
    """An event in the database: `await have_event(capacity=1)`."""
    return lambda **changes: add(an_event(**changes))


@pytest.fixture
def have_sign_up(add: Add) -> Callable[..., Awaitable[SignUp]]:
    """A sign-up in the database: `await have_sign_up(event.id, party_size=2)`."""
    return lambda event_id, **changes: add(a_sign_up(event_id, **changes))


@pytest.fixture
def have_office(add: Add) -> Callable[..., Awaitable[OfficeCopy]]:
    """A copy of an office in the database: `await have_office(status="planned")`."""
    return lambda **changes: add(an_office(**changes))


@pytest_asyncio.fixture
async def office(add: Add) -> OfficeCopy:
    """An open office with a hall for 40 and a study for 4."""
    found: OfficeCopy = await add(an_office())
    return found


@pytest_asyncio.fixture
async def event(add: Add) -> Event:
    """An event with 3 places on 10 June 2023 from 18:00 to 20:00 in Kyiv."""
    found: Event = await add(an_event())
    return found


@pytest_asyncio.fixture
async def key(add: Add) -> PrivateKey:
    """What opens sealed contacts; its public half is known to the service."""
    private = PrivateKey.generate()
    await add(SealingKeyCopy(id=new_id(), version=1, public_key=sealing.public_half(private)))
    return private


@pytest.fixture
def fields() -> Callable[[httpx.Response], list[str]]:
    """The fields that an answer complains about."""
    return lambda answer: [error["field"] for error in answer.json().get("errors", [])]


@pytest.fixture
def have_consultation(add: Add, office: OfficeCopy) -> Callable[..., Awaitable[Any]]:
    """A consultation of 10 June 2023 at the open office: `await have_consultation(tool="appeal")`."""
    return lambda **changes: add(consulting.a_consultation(**changes))


@pytest.fixture
def have_appointment(add: Add, office: OfficeCopy) -> Callable[..., Awaitable[Any]]:
    """An appointment on Monday, 12 June 2023, at 9:00 in Kyiv, at the open office."""
    return lambda **changes: add(consulting.an_appointment(**changes))


@pytest_asyncio.fixture
async def plan(add: Add, office: OfficeCopy, key: PrivateKey) -> Any:
    """One adviser, an hour each, at the office that is open from 9 to 12 but on Sundays; contacts can be sealed."""
    return await add(consulting.a_plan())
