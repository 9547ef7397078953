"""Seeing all dates of a series before anything is scheduled."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, OfficeCopy
from liaison_events.model.space.room_booking import RoomBooking
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from sqlalchemy import update

from services.events.tests.conftest import HALL, OFFICE, STUDY
from services.events.tests.courses import COURSE, NOW, SERIES

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
RULE = {name: COURSE[name] for name in ("room_id", "starts_at", "ends_at", "repeats", "times")}
TAKEN = datetime(2026, 10, 20, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


@pytest.mark.usefixtures("office")
async def test_a_clash_is_shown_with_who_when_and_which_room_is_free(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published
) -> None:
    choir = await have_event(starts_at=TAKEN, ends_at=TAKEN + timedelta(hours=2), title="Хор")
    answer = await staff.post(f"{SERIES}/preview", json=RULE)
    assert answer.status_code == 200, answer.text
    dates = answer.json()
    assert [date["day"] for date in dates if date["clash"]] == ["2026-10-20"]
    (clash,) = (date for date in dates if date["clash"])
    assert (clash["clash"]["event_id"], clash["clash"]["title"]) == (str(choir.id), "Хор")
    assert [room["room_id"] for room in clash["free_rooms"]] == [str(STUDY)]
    await have_event(starts_at=TAKEN, ends_at=TAKEN + timedelta(hours=2), room_id=STUDY)
    again = (await staff.post(f"{SERIES}/preview", json=RULE)).json()
    assert [date["free_rooms"] for date in again if date["clash"]] == [[]]
    assert await published() == []


async def test_a_room_that_is_blocked_or_booked_without_an_event_is_not_offered(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database
) -> None:
    repair = {"id": str(new_id()), "starts_at": TAKEN.isoformat(), "ends_at": (TAKEN + timedelta(hours=1)).isoformat()}
    blocked = {**office.rooms[0], "blockings": [repair | {"reason": "Ремонт"}]}
    booking = {"id": new_id(), "version": 1, "title": "Гурток", "office_id": office.id, "room_id": STUDY}
    async with database.transaction() as session:
        await session.execute(update(OfficeCopy).values(rooms=[blocked, office.rooms[1]]))
        session.add(RoomBooking(**booking, starts_at=TAKEN, ends_at=TAKEN + timedelta(hours=1)))
    (clash,) = [date for date in (await staff.post(f"{SERIES}/preview", json=RULE)).json() if date["clash"]]
    assert (clash["day"], clash["clash"]["title"], clash["clash"]["event_id"]) == ("2026-10-20", "Ремонт", None)
    assert clash["free_rooms"] == []
    page = await staff.get("/events/series/preview", params=RULE)
    assert "Ремонт" in page.text
    course = COURSE | {"dates": ["2026-10-20"]}
    refused = await staff.post(SERIES, json=course)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "dates")


@pytest.mark.usefixtures("office")
async def test_a_room_that_is_booked_without_an_event_is_shown_as_taken(staff: httpx.AsyncClient, add: Any) -> None:
    said = {"id": new_id(), "version": 1, "title": "Репетиція хору", "office_id": OFFICE, "room_id": HALL}
    await add(RoomBooking(**said, starts_at=TAKEN, ends_at=TAKEN + timedelta(hours=2), status="held"))
    dates = (await staff.post(f"{SERIES}/preview", json=RULE)).json()
    assert [(one["day"], one["clash"]["title"]) for one in dates if one["clash"]] == [("2026-10-20", "Репетиція хору")]
    page = await staff.get("/events/series/preview", params=RULE)
    assert '<span lang="uk">Репетиція хору</span>' in page.text


@pytest.mark.usefixtures("office")
async def test_a_rule_without_an_end_comes_back_with_what_was_typed(staff: httpx.AsyncClient) -> None:
    form = {"_page": "/events/series/new", **RULE, "times": ""}
    refused = await staff.post("/events/series/preview", data=form)
    assert refused.status_code == 422
    assert "Вкажіть, скільки разів" in refused.text
    assert 'value="weekly" checked' in refused.text
