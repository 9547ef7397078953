"""Cancelling an event."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, OfficeCopy, SignUp
from liaison_kit.database import Database

Published = Callable[[], Awaitable[list[str]]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]
WHY = {"reason": "Немає світла"}


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/cancellation"


async def test_an_event_is_cancelled_and_everybody_loses_their_place(
    staff: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    published: Published,
    payloads: Callable[[], Awaitable[list[dict[str, Any]]]],
    database: Database,
) -> None:
    mine = await have_sign_up(event.id)
    await have_sign_up(event.id, phone="+380672222222")
    gone = await have_sign_up(event.id, phone="+380673333333", status="cancelled")
    answer = await staff.post(url(event), json=WHY)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["version"]) == ("cancelled", 2)
    assert await published() == ["EventCancelled", "SignUpCancelled", "SignUpCancelled"]
    assert (await payloads())[0]["data"]["reason"] == "Немає світла"
    async with database.reading() as session:
        kept = await session.get_one(SignUp, mine.id)
        assert (kept.status, kept.version) == ("cancelled", 2)
        assert (await session.get_one(SignUp, gone.id)).version == 1


@pytest.mark.usefixtures("office")
async def test_whoever_has_not_seen_its_new_time_does_not_cancel_it(
    staff: httpx.AsyncClient, event: Event, published: Published, at: At
) -> None:
    with at(-timedelta(days=1)):
        asked = (await staff.get(f"/events/{event.id}?confirm=cancellation")).text
        assert 'name="_version" value="1"' in asked
        times = {"starts_at": "2023-06-11T18:00", "ends_at": "2023-06-11T20:00"}
        assert (await staff.post(f"/api/events/v1/events/{event.id}/time", json=times)).status_code == 200
        form = WHY | {"_page": f"/events/{event.id}", "_version": "1"}
        assert (await staff.post(f"/events/{event.id}/cancellation", data=form)).status_code == 412
    assert await published() == ["EventRescheduled"]


async def test_the_room_is_free_again(
    staff: httpx.AsyncClient, office: OfficeCopy, event: Event, have_event: HaveEvent
) -> None:
    await staff.post(url(event), json=WHY)
    await have_event()


@pytest.mark.parametrize("status", ["cancelled", "held"])
async def test_what_is_over_cannot_be_cancelled(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published, status: str
) -> None:
    answer = await staff.post(url(await have_event(status=status)), json=WHY)
    assert answer.status_code == 409
    assert await published() == []


@pytest.mark.parametrize("reason", [{}, {"reason": " "}, {"reason": "a" * 501}])
async def test_a_reason_is_needed(
    staff: httpx.AsyncClient, event: Event, published: Published, reason: dict[str, str]
) -> None:
    answer = await staff.post(url(event), json=reason)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "reason"
    assert await published() == []


async def test_a_resident_cannot_cancel(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    assert (await client.post(url(event), json=WHY)).status_code == 401
    assert await published() == []
