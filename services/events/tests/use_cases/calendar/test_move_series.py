"""Another room for what is to come of a series, or for none of it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event
from liaison_kit import clock

from services.events.tests.conftest import HALL, STUDY
from services.events.tests.courses import NOW, SERIES, schedule

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


async def rooms(staff: httpx.AsyncClient, series: dict[str, Any]) -> list[str]:
    page = (await staff.get(f"{SERIES}/{series['id']}")).json()
    return [one["event"]["room_id"] for one in page["coming"]]


@pytest.mark.usefixtures("office")
async def test_this_and_later_move_and_their_old_room_is_free(staff: httpx.AsyncClient, published: Published) -> None:
    series = await schedule(staff, times=3, capacity=4)
    since = series["events"][1]["id"]
    answer = await staff.post(f"{SERIES}/{series['id']}/room", json={"since": since, "room_id": str(STUDY)})
    assert answer.status_code == 200, answer.text
    assert await rooms(staff, series) == [str(HALL), str(STUDY), str(STUDY)]
    assert (await published())[3:] == ["EventMoved", "EventMoved"]
    again = await schedule(staff, dates=["2026-10-13", "2026-10-20"], times=3)
    assert len(again["events"]) == 2


@pytest.mark.usefixtures("office")
async def test_a_room_that_is_taken_once_or_too_small_moves_nothing(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published, fields: Fields
) -> None:
    series = await schedule(staff, times=3, capacity=4)
    taken = datetime(2026, 10, 20, 15, tzinfo=UTC)
    await have_event(room_id=STUDY, starts_at=taken, ends_at=taken + timedelta(hours=1))
    answer = await staff.post(f"{SERIES}/{series['id']}/room", json={"room_id": str(STUDY)})
    assert (answer.status_code, fields(answer)) == (409, ["dates"])
    large = await schedule(staff, times=1, starts_at="2026-10-07T18:00", ends_at="2026-10-07T20:00")
    answer = await staff.post(f"{SERIES}/{large['id']}/room", json={"room_id": str(STUDY)})
    assert (answer.status_code, fields(answer)) == (422, ["capacity"])
    assert await rooms(staff, series) == [str(HALL)] * 3
    assert "EventMoved" not in await published()
