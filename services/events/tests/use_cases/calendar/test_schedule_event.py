"""Scheduling an event."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, OfficeCopy
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.testing import eventually
from sqlalchemy import text, update

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
URL = "/api/events/v1/events"
API = Path(__file__).parents[5] / "docs" / "api.md"
NOW = datetime(2023, 6, 1, 9, tzinfo=UTC)


def plan(office: OfficeCopy, **changes: Any) -> dict[str, Any]:
    values = {
        "title": "Бюджет громадських ініціатив",
        "description": "Як подати проєкт.",
        "kind": "training",
        "tools": ["budget_of_public_initiatives", "appeal", "appeal"],
        "office_id": str(office.id),
        "room_id": office.rooms[0]["id"],
        "starts_at": "2023-06-10T18:00",
        "ends_at": "2023-06-10T20:00",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with clock.set_to(NOW):
        yield


async def test_an_event_is_scheduled_and_the_fact_is_published(
    staff: httpx.AsyncClient, office: OfficeCopy, published: Published
) -> None:
    answer = await staff.post(URL, json=plan(office))
    assert answer.status_code == 201, answer.text
    state = answer.json()
    assert state["starts_at"] == "2023-06-10T15:00:00Z"
    assert (state["capacity"], state["room_name"], state["version"]) == (40, "Зала", 1)
    assert state["tools"] == ["budget_of_public_initiatives", "appeal"]
    assert answer.headers["location"] == f"/events/{state['id']}"
    assert await published() == ["EventScheduled"]


async def test_the_example_of_the_documents_is_taken_as_it_stands(staff: httpx.AsyncClient, office: OfficeCopy) -> None:
    example = re.search(r"api/events/v1/events\" -d '(\{.*?\})'", API.read_text(), re.DOTALL)
    assert example
    told = json.loads(example[1]) | {"office_id": str(office.id), "room_id": office.rooms[0]["id"]}
    with clock.set_to(datetime(2027, 6, 1, tzinfo=UTC)):
        answer = await staff.post(URL, json=told)
    assert answer.status_code == 201, answer.text


async def test_the_office_follows_from_the_room(staff: httpx.AsyncClient, office: OfficeCopy) -> None:
    answer = await staff.post(URL, json=plan(office, office_id=None))
    assert answer.status_code == 201, answer.text
    assert answer.json()["office_id"] == str(office.id)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"office_id": str(new_id())}, "office_id"),
        ({"room_id": str(new_id())}, "room_id"),
        ({"room_id": str(new_id()), "office_id": None}, "room_id"),
        ({"ends_at": "2023-06-10T18:00"}, "ends_at"),
        ({"ends_at": "2023-06-11T18:01"}, "ends_at"),
        ({"starts_at": "2023-05-30T18:00", "ends_at": "2023-05-30T20:00"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"capacity": 41}, "capacity"),
        ({"capacity": 0}, "capacity"),
        ({"title": "   "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"title": "nul\0"}, "title"),
        ({"description": "nul\0"}, "description"),
        ({"kind": "party"}, "kind"),
        ({"tools": ["bribe"]}, "tools.0"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    staff: httpx.AsyncClient,
    office: OfficeCopy,
    published: Published,
    fields: Fields,
    changes: dict[str, Any],
    field: str,
) -> None:
    answer = await staff.post(URL, json=plan(office, **changes))
    assert answer.status_code == 422
    assert fields(answer) == [field]
    assert await published() == []


ONLINE = {"mode": "online", "online_link": "https://meet.example/khutory", "room_id": None, "capacity": 100}
# A form still says the room that was chosen before.
PLACE = {"mode": "place", "place": "Площа", "address": "пл. Соборна", "capacity": 200}


@pytest.mark.parametrize(
    "mode, name, address",
    [
        ({"mode": "hybrid", "online_link": "https://meet.example/khutory"}, "Зала", "вул. Незалежності, 1"),
        (ONLINE, "Онлайн", "https://meet.example/khutory"),
        (PLACE, "Площа", "пл. Соборна"),
    ],
)
async def test_it_may_take_place_online_elsewhere_or_both_and_says_for_whom_it_is(
    staff: httpx.AsyncClient, office: OfficeCopy, mode: dict[str, Any], name: str, address: str
) -> None:
    says = {"organiser": "Департамент культури", "language": "en", "age_from": 6, "age_to": 12}
    says |= {"accessibility": ["step_free", "sign_language"]}
    answer = await staff.post(URL, json=plan(office, **mode, **says))
    assert answer.status_code == 201, answer.text
    state = answer.json()
    assert {one: state[one] for one in says} == says
    assert (state["mode"], state["room_name"], state["address"]) == (mode["mode"], name, address)
    page = (await staff.get(f"/events/{state['id']}")).text
    assert "Департамент культури" in page
    assert "від 6 до 12 років" in page
    # Without a room nothing is booked: two may be at once, and another time needs no room either.
    again = await staff.post(URL, json=plan(office, **mode))
    assert again.status_code == (409 if mode["mode"] == "hybrid" else 201)
    later = {"starts_at": "2023-06-11T18:00", "ends_at": "2023-06-11T20:00"}
    assert (await staff.post(f"{URL}/{state['id']}/time", json=later)).status_code == 200
    words = {"title": "Нова назва", "description": "x", "capacity": 4}
    changed = await staff.post(f"{URL}/{state['id']}/change", json=words)
    assert (changed.status_code, changed.json()["mode"]) == (200, mode["mode"])


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"room_id": None}, "room_id"),
        (ONLINE | {"online_link": None}, "online_link"),
        (ONLINE | {"online_link": "javascript:alert(1)"}, "online_link"),
        (ONLINE | {"capacity": None}, "capacity"),
        (ONLINE | {"office_id": None}, "office_id"),
        (PLACE | {"place": None}, "place"),
        (PLACE | {"address": None}, "address"),
        ({"mode": "hybrid"}, "online_link"),
        ({"age_from": 12, "age_to": 6}, "age_to"),
        ({"age_to": 121}, "age_to"),
        ({"language": "tlh"}, "language"),
        ({"accessibility": ["magic"]}, "accessibility.0"),
    ],
)
async def test_what_its_kind_of_place_needs_is_asked_for(
    staff: httpx.AsyncClient,
    office: OfficeCopy,
    published: Published,
    fields: Fields,
    changes: dict[str, Any],
    field: str,
) -> None:
    answer = await staff.post(URL, json=plan(office, **changes))
    assert (answer.status_code, fields(answer)) == (422, [field])
    assert await published() == []


async def test_an_office_that_is_not_open_holds_no_events(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database, published: Published, fields: Fields
) -> None:
    async with database.transaction() as session:
        await session.execute(text("update office_copy set status = 'planned', opened_on = null"))
    answer = await staff.post(URL, json=plan(office))
    assert answer.status_code == 422
    assert fields(answer) == ["office_id"]
    assert await published() == []


async def test_a_past_event_needs_a_reason(staff: httpx.AsyncClient, office: OfficeCopy, published: Published) -> None:
    past = {"starts_at": "2023-05-20T18:00", "ends_at": "2023-05-20T20:00"}
    answer = await staff.post(URL, json=plan(office, **past, backdating_reason="found on paper"))
    assert answer.status_code == 201, answer.text
    assert await published() == ["EventScheduled"]


@pytest.mark.parametrize(
    "start, utc",
    [
        ("2024-03-31T03:30", "2024-03-31T01:30:00Z"),  # skipped in spring: 04:30
        ("2023-10-29T03:30", "2023-10-29T00:30:00Z"),  # twice in autumn: the first
        ("2023-07-01T18:00+02:00", "2023-07-01T16:00:00Z"),
    ],
)
async def test_times_are_those_of_a_clock_in_kyiv(
    staff: httpx.AsyncClient, office: OfficeCopy, start: str, utc: str
) -> None:
    end = datetime.fromisoformat(utc) + timedelta(hours=1)
    answer = await staff.post(URL, json=plan(office, starts_at=start, ends_at=end.isoformat()))
    assert answer.status_code == 201, answer.text
    assert answer.json()["starts_at"] == utc


async def test_a_room_that_is_taken_is_refused_with_who_has_it_and_when(
    staff: httpx.AsyncClient, office: OfficeCopy, event: Event, published: Published, fields: Fields
) -> None:
    answer = await staff.post(URL, json=plan(office, starts_at="2023-06-10T19:59", ends_at="2023-06-10T21:00"))
    assert answer.status_code == 409
    assert fields(answer) == ["room_id"]
    assert event.title in answer.json()["detail"]
    assert "10.06.2023 18:00 to 20:00" in answer.json()["detail"]
    assert answer.json()["errors"][0]["message"] == "Free then: Кабінет (4)."
    assert await published() == []


async def test_a_room_that_is_blocked_is_refused_with_why_and_until_when(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database, published: Published, fields: Fields
) -> None:
    repair = {"id": str(new_id()), "starts_at": "2023-06-12T06:00:00Z", "ends_at": "2023-06-13T15:00:00Z"}
    blocked = {**office.rooms[0], "blockings": [repair | {"reason": "Ремонт підлоги"}]}
    async with database.transaction() as session:
        await session.execute(update(OfficeCopy).values(rooms=[blocked, office.rooms[1] | {"retired": True}]))
    answer = await staff.post(URL, json=plan(office, starts_at="2023-06-13T17:00", ends_at="2023-06-13T19:00"))
    assert (answer.status_code, fields(answer)) == (409, ["room_id"])
    why = "The room cannot be used from 12.06.2023 09:00 to 13.06.2023 18:00: Ремонт підлоги."
    assert answer.json()["detail"] == why
    assert answer.json()["errors"][0]["message"] == "No other room of this office is free then."
    assert await published() == []
    after = await staff.post(URL, json=plan(office, starts_at="2023-06-13T18:00", ends_at="2023-06-13T19:00"))
    assert after.status_code == 201, after.text


async def test_one_event_may_follow_another_and_another_room_is_free(
    staff: httpx.AsyncClient, office: OfficeCopy, event: Event
) -> None:
    after = await staff.post(URL, json=plan(office, starts_at="2023-06-10T20:00", ends_at="2023-06-10T21:00"))
    beside = await staff.post(URL, json=plan(office, room_id=office.rooms[1]["id"]))
    assert (after.status_code, beside.status_code) == (201, 201)


async def test_of_many_who_want_the_room_at_once_exactly_one_gets_it(
    staff: httpx.AsyncClient, office: OfficeCopy, published: Published
) -> None:
    answers = await asyncio.gather(*(staff.post(URL, json=plan(office)) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert await published() == ["EventScheduled"]


async def test_the_database_refuses_a_double_booking_whoever_writes_there(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database, event: Event, published: Published
) -> None:
    async with database.transaction() as session:
        await session.execute(text("update event set status = 'cancelled'"))
    async with database.transaction() as other:
        # Not committed yet, so the use case cannot see it: only the constraint can.
        await other.execute(text("update event set status = 'scheduled'"))
        asked = asyncio.create_task(staff.post(URL, json=plan(office)))
        await eventually(lambda: _somebody_waits(database))
    answer = await asked
    assert answer.status_code == 409, answer.text
    assert answer.json()["type"] == "urn:liaison:problem:room-taken"
    assert await published() == []


async def _somebody_waits(database: Database) -> bool:
    async with database.reading() as session:
        waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        return bool(await session.scalar(text(f"select exists ({waiting})")))


async def test_a_resident_cannot_schedule(client: httpx.AsyncClient, office: OfficeCopy, published: Published) -> None:
    answer = await client.post(URL, json=plan(office))
    assert answer.status_code == 401
    assert await published() == []


async def test_the_form_leads_to_the_event_and_keeps_what_was_typed_when_refused(
    staff: httpx.AsyncClient, office: OfficeCopy
) -> None:
    form = {"_page": "/events/new", **plan(office, office_id=None, tools=None), "tools[]": ["petition", "appeal"]}
    refused = await staff.post("/events", data={**form, "capacity": "400"})
    assert refused.status_code == 422
    assert "Це приміщення вміщує щонайбільше стільки людей: 40." in refused.text
    assert 'value="Бюджет громадських ініціатив"' in refused.text
    assert 'value="petition" checked' in refused.text
    done = await staff.post("/events", data=form)
    assert done.status_code == 303
    assert done.headers["location"].startswith("/events/")
