"""The check-in page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event

Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]


async def test_it_holds_no_name_until_one_is_looked_for(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, at: At
) -> None:
    await have_sign_up(event.id, party_size=2)
    await have_sign_up(event.id, name="Андрій Бондар", phone="+380672222222", present=1)
    await have_sign_up(event.id, name="Коваленко", phone="+380673333333", status="waiting")
    address = f"/events/{event.id}/check-in"
    with at(timedelta(hours=-1)):
        page = (await staff.get(address)).text
        found = (await staff.get(address, params={"name": "коваль"})).text
        nobody = (await staff.get(address, params={"name": "100%"})).text
    assert "Коваль" not in page
    assert "Бондар" not in page
    assert "Оксана Коваль" in found
    assert "Бондар" not in found
    assert "Коваленко" not in found
    assert "Нікого з таким ім’ям" in nobody


async def test_only_here_may_the_camera_be_used(staff: httpx.AsyncClient, event: Event) -> None:
    page = await staff.get(f"/events/{event.id}/check-in")
    assert "camera=(self)" in page.headers["permissions-policy"]
    assert "camera=()" in (await staff.get(f"/events/{event.id}/participants")).headers["permissions-policy"]


async def test_after_the_report_nobody_is_checked_in_there(staff: httpx.AsyncClient, have_event: Have) -> None:
    event = await have_event(status="held", attendance=1, outcome="x")
    assert "Тут уже нікого не позначають" in (await staff.get(f"/events/{event.id}/check-in")).text


async def test_a_resident_sees_nobody(client: httpx.AsyncClient, event: Event, have_sign_up: Have) -> None:
    await have_sign_up(event.id)
    assert (await client.get(f"/events/{event.id}/check-in", params={"name": "Коваль"})).status_code == 401
