"""Copying an event into a new draft."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_events.model import Event
from liaison_events.model.sign_ups.groups import EventGroup
from liaison_kit import clock
from liaison_kit.database import new_id

from services.events.tests.conftest import HALL, OFFICE
from services.events.tests.drafts import URL

EVENTS = "/api/events/v1/events"
Published = Callable[[], Awaitable[list[str]]]
Have = Callable[..., Awaitable[Any]]
SAID: dict[str, Any] = {
    "organiser": "Бібліотека",
    "language": "en",
    "accessibility": ["step_free", "hearing_loop"],
    "age_from": 0,
    "age_to": 17,
    "reminders": "week",
    "set_up_minutes": 30,
    "clear_away_minutes": 15,
}


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with clock.set_to(datetime(2023, 6, 1, 9, tzinfo=UTC)):
        yield


async def copied(staff: httpx.AsyncClient, event: Event) -> dict[str, Any]:
    """The new draft, as it is shown."""
    answer = await staff.post(f"{EVENTS}/{event.id}/copies")
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/events/drafts/{answer.json()['id']}"
    shown: dict[str, Any] = (await staff.get(f"{URL}/{answer.json()['id']}")).json()
    return shown


@pytest.mark.usefixtures("office")
async def test_the_draft_says_what_the_event_says_but_not_when(
    staff: httpx.AsyncClient, have_event: Have, add: Have, have_sign_up: Have, published: Published
) -> None:
    event = await have_event(**SAID)
    await add(EventGroup(event_id=event.id, name="children", capacity=2))
    await have_sign_up(event.id)
    draft = await copied(staff, event)
    assert (draft["version"], draft["id"] != str(event.id)) == (1, True)
    assert draft["plan"] == SAID | {
        "title": event.title,
        "description": event.description,
        "kind": "training",
        "tools": ["petition"],
        "mode": "room",
        "office_id": str(OFFICE),
        "room_id": str(HALL),
        "capacity": 3,
        "children": 2,
        "starts_at": "",
        "ends_at": "",
    }
    assert (await staff.get(f"{EVENTS}/{event.id}")).json()["event"]["version"] == 1
    assert await published() == []


@pytest.mark.usefixtures("office")
async def test_published_it_is_an_event_of_its_own_with_the_same_groups_and_nobody_signed_up(
    staff: httpx.AsyncClient, have_event: Have, add: Have, have_sign_up: Have, published: Published
) -> None:
    event = await have_event()
    await add(EventGroup(event_id=event.id, name="children", capacity=2))
    await have_sign_up(event.id, party_size=2)
    draft = await copied(staff, event)
    early = await staff.post(f"{URL}/{draft['id']}/publication")
    assert {error["field"] for error in early.json()["errors"]} == {"starts_at", "ends_at"}
    moments = {"starts_at": "2023-06-17T18:00", "ends_at": "2023-06-17T20:00"}
    assert (await staff.post(f"{URL}/{draft['id']}", json=draft["plan"] | moments)).status_code == 204
    done = await staff.post(f"{URL}/{draft['id']}/publication")
    assert done.status_code == 201, done.text
    page = (await staff.get(f"{EVENTS}/{draft['id']}")).json()
    assert (page["places_left"], page["groups"]) == (3, [{"name": "children", "capacity": 2, "left": 2}])
    assert await published() == ["EventScheduled"]


@pytest.mark.parametrize(
    ("elsewhere", "where"),
    [
        (
            {"mode": "place", "room_name": "Парк", "address": "вул. Паркова, 2"},
            {"mode": "place", "place": "Парк", "address": "вул. Паркова, 2"},
        ),
        (
            {"mode": "online", "room_name": "Онлайн", "online_link": "https://meet.example.org/a"},
            {"mode": "online", "online_link": "https://meet.example.org/a"},
        ),
    ],
    ids=["at_a_place", "online"],
)
@pytest.mark.usefixtures("office")
async def test_an_event_without_a_room_is_copied_with_its_place(
    staff: httpx.AsyncClient, have_event: Have, elsewhere: dict[str, Any], where: dict[str, Any]
) -> None:
    own = new_id()
    plan = (await copied(staff, await have_event(id=own, room_id=own, **elsewhere)))["plan"]
    assert {name: plan.get(name) for name in ("mode", "room_id", "place", "address", "online_link")} == (
        dict.fromkeys(("room_id", "place", "address", "online_link")) | where
    )


@pytest.mark.parametrize("status", ["held", "cancelled"])
@pytest.mark.usefixtures("office")
async def test_an_event_that_is_over_or_cancelled_is_copied_too(
    staff: httpx.AsyncClient, have_event: Have, status: str
) -> None:
    event = await have_event(status=status, cancellation_reason="Ремонт" if status == "cancelled" else None)
    assert (await copied(staff, event))["plan"]["title"] == event.title


@pytest.mark.usefixtures("office")
async def test_only_those_who_run_its_office_copy_it(signed_in: Have, client: httpx.AsyncClient, event: Event) -> None:
    assert (await client.post(f"{EVENTS}/{event.id}/copies")).status_code == 401
    other = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[UUID(int=77)])
    assert (await other.post(f"{EVENTS}/{event.id}/copies")).status_code == 403
    own = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[OFFICE])
    assert (await own.post(f"{EVENTS}/{event.id}/copies")).status_code == 201
    assert (await own.post(f"{EVENTS}/{new_id()}/copies")).status_code == 404


@pytest.mark.usefixtures("office")
async def test_the_button_on_the_event_leads_to_the_form_of_the_draft(
    staff: httpx.AsyncClient, event: Event, add: Have
) -> None:
    await add(EventGroup(event_id=event.id, name="children", capacity=2))
    page = f"/events/{event.id}"
    assert "Скопіювати в нову чернетку" in (await staff.get(page)).text
    made = await staff.post(f"{page}/copies", data={"_page": page})
    assert made.status_code == 303
    form = (await staff.get(made.headers["location"])).text
    assert f'value="{event.title}"' in form
    assert 'id="children" name="children" type="number" value="2"' in form
