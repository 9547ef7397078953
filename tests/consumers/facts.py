"""A small town's facts, as the outbox writes them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventHeld, EventState
from liaison_contracts.registry import CSORegistered, CSOState, OfficeState
from liaison_kit.database import new_id

DAY = date(2026, 5, 20)


def office(version: int = 1, key: UUID | None = None, **values: Any) -> OfficeState:
    usual: dict[str, Any] = {
        "slug": "khutory",
        "name": "Офіс у Хуторах",
        "name_en": "Khutory office",
        "district_id": UUID(int=1),
        "district_name": "Хутори",
        "district_name_en": "Khutory",
        "address": "вул. Незалежності, 12",
        "address_en": "12 Nezalezhnosti Street",
        "latitude": 49.2,
        "longitude": 28.4,
        "phone": None,
        "status": "open",
        "opened_on": DAY,
        "rooms": [],
        "hours": [],
    }
    return OfficeState(id=key or new_id(), version=version, **(usual | values))


def event(at: OfficeState, version: int = 1, key: UUID | None = None, **values: Any) -> EventState:
    identifier = key or new_id()
    usual: dict[str, Any] = {
        "title": "Як подати петицію",
        "description": "",
        "kind": "training",
        "tools": ["petition"],
        "status": "held",
        "office_id": at.id,
        "office_name": at.name,
        "room_id": identifier,
        "room_name": "Зала",
        "address": at.address,
        "starts_at": datetime(2026, 5, 20, 15, tzinfo=UTC),
        "ends_at": datetime(2026, 5, 20, 17, tzinfo=UTC),
        "capacity": 20,
        "attendance": None,
    }
    return EventState(id=identifier, version=version, **(usual | values))


def held(at: OfficeState, title: str, people: int = 7) -> EventHeld:
    state = event(at, title=title, attendance=people)
    return EventHeld(occurred_on=DAY, state=state, attendance=people, tools=state.tools, outcome="")


def registered(name: str) -> CSORegistered:
    state = CSOState(
        id=new_id(),
        version=1,
        edrpou="12345678",
        name=name,
        status="active",
        registered_on=DAY,
        created_with_help=True,
        district_id=None,
    )
    return CSORegistered(occurred_on=DAY, state=state, created_with_help=True)
