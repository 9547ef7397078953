"""A cancelled event takes place after all."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
At = Callable[[timedelta], Any]


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/restoration"


@pytest.mark.usefixtures("office")
async def test_it_is_on_the_calendar_again_and_has_its_room(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published, at: At
) -> None:
    event = await have_event(status="cancelled", cancellation_reason="Хворіємо")
    with at(timedelta(days=-1)):
        assert "Подія таки відбудеться" in (await staff.get(f"/events/{event.id}")).text
        answer = await staff.post(url(event))
        assert answer.status_code == 200, answer.text
        page = (await staff.get(f"/api/events/v1/events/{event.id}")).json()
        assert (page["event"]["status"], page["event"]["cancellation_reason"]) == ("scheduled", None)
        assert page["takes_sign_ups"]
        again = await staff.post(url(event))
    assert again.status_code == 409
    assert await published() == ["EventRestored"]


@pytest.mark.usefixtures("office")
async def test_not_where_its_room_is_taken_by_now_nor_once_its_time_has_come(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published, at: At, fields: Fields
) -> None:
    event = await have_event(status="cancelled")
    with at(timedelta()):
        assert (await staff.post(url(event))).status_code == 409
    await have_event(title="Хор")
    with at(timedelta(days=-1)):
        taken = await staff.post(url(event))
    assert (taken.status_code, fields(taken)) == (409, ["room_id"])
    assert await published() == []
