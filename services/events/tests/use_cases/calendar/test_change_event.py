"""Changing what an event says, and how many places it has."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, OfficeCopy
from liaison_kit.database import Database

from services.events.tests.waiting import ask, line

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
At = Callable[[timedelta], Any]
SAYS = {"title": "Як подати звернення", "description": "Разом.", "capacity": 3}


@pytest.fixture(autouse=True)
def three_days_before(at: At) -> Any:
    with at(timedelta(days=-3)):
        yield


@pytest.mark.usefixtures("key", "office")
async def test_more_places_go_to_those_who_wait(
    staff: httpx.AsyncClient, have_event: HaveEvent, database: Database, published: Published
) -> None:
    event = await have_event(capacity=1)
    await ask(staff, event, 1)
    for number in (2, 3, 4):
        await ask(staff, event, number, wait=True)
    changed = await staff.post(f"/api/events/v1/events/{event.id}/change", json=SAYS)
    assert changed.status_code == 200, changed.text
    assert (changed.json()["title"], changed.json()["capacity"]) == (SAYS["title"], 3)
    assert await line(database, event) == ["confirmed", "offered", "offered", "waiting"]
    assert (await published())[-3:] == ["EventChanged", "PlaceOffered", "PlaceOffered"]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("reminders", "hours"), [("usual", None), ("day", [24]), ("week", [168, 24]), ("none", []), (None, None)]
)
async def test_the_office_chooses_when_people_are_reminded(
    staff: httpx.AsyncClient, event: Event, reminders: str | None, hours: list[int] | None
) -> None:
    says = SAYS | ({"reminders": reminders} if reminders else {})
    changed = await staff.post(f"/api/events/v1/events/{event.id}/change", json=says)
    assert (changed.status_code, changed.json()["reminder_hours"]) == (200, hours)
    form = (await staff.get(f"/events/{event.id}/edit")).text
    assert f'<option value="{reminders or "usual"}" selected>' in form


@pytest.mark.usefixtures("key", "office")
@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"reminders": "hourly"}, 422, "reminders"),
        ({"capacity": 1}, 409, "capacity"),
        ({"capacity": 41}, 422, "capacity"),
        ({"title": ""}, 422, "title"),
        ({"sign_up_closes_at": "2023-06-10T18:01"}, 422, "sign_up_closes_at"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    staff: httpx.AsyncClient, event: Event, fields: Fields, changes: dict[str, Any], status: int, field: str
) -> None:
    await ask(staff, event, 1, party_size=2)
    answer = await staff.post(f"/api/events/v1/events/{event.id}/change", json=SAYS | changes)
    assert (answer.status_code, fields(answer)) == (status, [field])


@pytest.mark.usefixtures("office")
async def test_of_two_who_edit_the_second_is_told(staff: httpx.AsyncClient, event: Event, published: Published) -> None:
    url, seen = f"/api/events/v1/events/{event.id}/change", {"If-Match": '"1"'}
    assert (await staff.post(url, json=SAYS, headers=seen)).status_code == 200
    assert (await staff.post(url, json=SAYS | {"title": "Інше"}, headers=seen)).status_code == 412
    form = {"_page": f"/events/{event.id}/edit", "_version": "1", **SAYS, "title": "Інше"}
    page = await staff.post(f"/events/{event.id}/change", data=form)
    assert page.status_code == 412
    assert "Зараз тут: Як подати звернення" in page.text or "Як подати звернення" in page.text
    assert await published() == ["EventChanged"]


async def test_nobody_signs_up_after_sign_up_was_closed(
    staff: httpx.AsyncClient, event: Event, office: OfficeCopy
) -> None:
    closes = SAYS | {"sign_up_closes_at": "2023-06-07T18:00"}
    assert (await staff.post(f"/api/events/v1/events/{event.id}/change", json=closes)).status_code == 200
    answer = await ask(staff, event, 1, wait=True)
    assert answer.json()["type"] == "urn:liaison:problem:sign-up-is-over"
    assert "Запис на цю подію закінчено" in (await staff.get(f"/events/{event.id}")).text
