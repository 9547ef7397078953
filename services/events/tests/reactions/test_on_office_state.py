"""Keeping a copy of offices."""

from datetime import date
from typing import Any

from liaison_contracts.registry import OfficeState
from liaison_events.model import OfficeCopy
from liaison_events.reactions.on_office_state import on_office_state
from liaison_kit.database import new_id
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

OFFICE, ROOM = new_id(), new_id()


def told(**changes: Any) -> OfficeState:
    values: dict[str, Any] = {
        "id": OFFICE,
        "version": 2,
        "slug": "khutory",
        "name": "Офіс",
        "name_en": "Office",
        "district_id": new_id(),
        "district_name": "Округ",
        "district_name_en": "District",
        "address": "вул. 1",
        "address_en": "1 St",
        "latitude": 49.2,
        "longitude": 28.5,
        "phone": None,
        "status": "open",
        "opened_on": date(2023, 5, 15),
        "rooms": [{"id": ROOM, "name": "Зала", "name_en": "Hall", "capacity": 40}],
        "hours": [],
    }
    return OfficeState.model_validate(values | changes)


async def kept(session: AsyncSession) -> OfficeCopy:
    return (await session.scalars(select(OfficeCopy).execution_options(populate_existing=True))).one()


async def test_an_office_is_kept_with_its_rooms(session: AsyncSession) -> None:
    await on_office_state(session, told())
    office = await kept(session)
    assert (office.id, office.version, office.slug, office.status) == (OFFICE, 2, "khutory", "open")
    assert office.opened_on == date(2023, 5, 15)
    assert office.room(ROOM).capacity == 40
    assert office.accessibility is None


async def test_what_makes_it_usable_by_everybody_is_kept(session: AsyncSession) -> None:
    await on_office_state(session, told(accessibility=["step_free_entrance", "lift"]))
    assert (await kept(session)).accessibility == ["step_free_entrance", "lift"]
    await on_office_state(session, told(version=3, accessibility=[]))
    assert (await kept(session)).accessibility == []


async def test_a_newer_state_replaces_it_and_an_older_one_does_not(session: AsyncSession) -> None:
    await on_office_state(session, told())
    await on_office_state(session, told(version=3, name="Новий офіс", rooms=[]))
    await on_office_state(session, told(version=1, name="Старий офіс"))
    office = await kept(session)
    assert (office.version, office.name, office.rooms) == (3, "Новий офіс", [])


async def test_its_hours_and_its_district_are_kept(session: AsyncSession) -> None:
    week = [{"weekday": 1, "opens": "14:00", "closes": "18:00"}, {"weekday": 1, "opens": "09:00", "closes": "13:00"}]
    feast = {"from_day": "2023-06-12", "to_day": "2023-06-12", "hours": [], "note": "Свято"}
    state = told(hours=week, special_hours=[feast])
    await on_office_state(session, state)
    office = await kept(session)
    assert office.district_id == state.district_id
    assert office.spans_on(date(2023, 6, 12)) == []
    assert [str(span.opens) for span in office.spans_on(date(2023, 6, 19))] == ["09:00:00", "14:00:00"]
    assert office.spans_on(date(2023, 6, 20)) == []
