"""The participants of an event."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event, SignUp

HaveEvent = Callable[..., Awaitable[Event]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
At = Callable[[timedelta], Any]


async def test_a_worker_sees_who_is_expected_and_who_is_here(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    first = await have_sign_up(event.id, party_size=2, present=2)
    await have_sign_up(event.id, name="Андрій Бондар", phone="+380672222222")
    await have_sign_up(event.id, name="Хтось", phone="+380673333333", status="cancelled")
    with at(timedelta(hours=-1)):
        answer = await staff.get(f"/api/events/v1/events/{event.id}/participants")
        page = await staff.get(f"/events/{event.id}/participants")
    shown = answer.json()
    assert [participant["name"] for participant in shown["participants"]] == ["Андрій Бондар", "Оксана Коваль"]
    assert (shown["expected"], shown["present"]) == (3, 2)
    assert (shown["check_in_open"], shown["report_open"]) == (True, False)
    assert page.headers["cache-control"] == "no-store"
    assert f'action="/events/{event.id}/sign-ups/{first.id}/attendance"' in page.text
    assert "Позначити присутність" in page.text
    assert "Скасувати позначку" in page.text
    assert 'name="outcome"' not in page.text


async def test_one_press_checks_in_and_another_undoes_it(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    sign_up = await have_sign_up(event.id)
    address = f"/events/{event.id}/participants"
    attendance = f"/events/{event.id}/sign-ups/{sign_up.id}/attendance"
    with at(timedelta()):
        for present, words in (("1", "прийшла 1 особа"), ("0", "Ще не прийшли")):
            answer = await staff.post(attendance, data={"_page": address, "present": present})
            assert (answer.status_code, answer.headers["location"]) == (303, address)
            assert words in (await staff.get(address)).text


async def test_long_before_the_start_nobody_can_be_checked_in(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id)
    with at(timedelta(hours=-3)):
        page = await staff.get(f"/events/{event.id}/participants")
    assert "/attendance" not in page.text
    assert "Позначати присутність можна за дві години до початку." in page.text


async def test_the_report_is_asked_for_once_the_event_has_started(
    staff: httpx.AsyncClient, event: Event, at: At
) -> None:
    with at(timedelta()):
        page = await staff.get(f"/events/{event.id}/participants")
    assert f'action="/events/{event.id}/report"' in page.text
    assert "Ніхто не записався." in page.text


async def test_forgotten_participants_are_still_counted(
    staff: httpx.AsyncClient, have_event: HaveEvent, have_sign_up: HaveSignUp
) -> None:
    event = await have_event(status="held", attendance=1, outcome="x")
    await have_sign_up(event.id, name=None, phone=None, present=1)
    page = await staff.get(f"/events/{event.id}/participants")
    assert "Ім’я видалено" in page.text
    assert "Позначити присутність" not in page.text


async def test_a_resident_sees_nobody(client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp) -> None:
    await have_sign_up(event.id)
    for address in ("/events/", "/api/events/v1/events/"):
        answer = await client.get(f"{address}{event.id}/participants")
        assert answer.status_code == 401
        assert "Коваль" not in answer.text


async def test_who_looked_at_them_stands_on_the_audit_trail(staff: httpx.AsyncClient, event: Event) -> None:
    await staff.get(f"/events/{event.id}/participants")
    page = (await staff.get("/audit/events", params={"account": "", "action": "", "day": "", "lang": "en"})).text
    assert "show_participants" in page
    assert f"event_id: {event.id}" in page
    assert "/api/events/v1/audit.csv?after=0" in page
    assert (await staff.get("/api/events/v1/audit.csv?after=0&account=&action=&day=")).text.count("\n") == 2
    assert "show_participants" not in (await staff.get("/audit/events?action=cancel_event")).text.partition("<main")[2]
