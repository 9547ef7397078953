"""The page of a sign-up."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import hashed

HaveEvent = Callable[..., Awaitable[Event]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
At = Callable[[timedelta], Any]
MINE = {"token_hash": hashed("my-secret")}
BEFORE = timedelta(days=-1)


async def test_the_holder_of_the_link_sees_when_and_where(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, party_size=2, **MINE)
    with at(BEFORE):
        page = await client.get("/sign-ups/my-secret")
    assert page.status_code == 200
    for part in ("Вас записано", "За вами 2 місця.", "10\xa0червня\xa02023", "вул. Незалежності, 1"):
        assert part in page.text
    assert 'action="/sign-ups/my-secret/cancellation"' in page.text
    assert 'viewBox="0 0 29 29"' in page.text, "a QR code and its margin: few telephones read a Micro QR code"
    assert "Коваль" not in page.text


async def test_the_address_goes_nowhere_else(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, **MINE)
    for prefix in ("", "/api/events/v1"):
        answer = await client.get(f"{prefix}/sign-ups/my-secret")
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["cache-control"] == "no-store"


async def test_a_cancelled_sign_up_says_so(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, status="cancelled", **MINE)
    with at(BEFORE):
        page = await client.get("/sign-ups/my-secret")
    assert "Ваш запис скасовано" in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]


async def test_a_cancelled_event_says_so(
    client: httpx.AsyncClient, have_event: HaveEvent, have_sign_up: HaveSignUp, at: At
) -> None:
    event = await have_event(status="cancelled", cancellation_reason="Немає світла")
    await have_sign_up(event.id, status="cancelled", **MINE)
    with at(BEFORE):
        page = await client.get("/sign-ups/my-secret")
    assert "Цю подію скасовано." in page.text
    assert "Немає світла" in page.text


async def test_after_the_start_it_cannot_be_cancelled(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, **MINE)
    with at(timedelta()):
        assert "/cancellation" not in (await client.get("/sign-ups/my-secret")).text


async def test_a_guessed_link_shows_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sign-ups/guess")).status_code == 404
