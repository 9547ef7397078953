"""Cancelling a sign-up."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import hashed

Published = Callable[[], Awaitable[list[str]]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
At = Callable[[timedelta], Any]
URL = "/api/events/v1/sign-ups/my-secret/cancellation"
MINE = {"token_hash": hashed("my-secret")}


async def test_whoever_holds_the_link_gives_the_place_back(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, at: At
) -> None:
    await have_sign_up(event.id, **MINE)
    with at(timedelta(days=-1)):
        answer = await client.post(URL)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"status": "cancelled"}
    assert await published() == ["SignUpCancelled"]


async def test_twice_is_as_good_as_once(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, at: At
) -> None:
    await have_sign_up(event.id, **MINE)
    with at(timedelta(days=-1)):
        await client.post(URL)
    with at(timedelta(days=1)):
        answer = await client.post(URL)
    assert (answer.status_code, answer.json()) == (200, {"status": "cancelled"})
    assert await published() == ["SignUpCancelled"]


@pytest.mark.parametrize("present, later", [(0, timedelta()), (1, timedelta(hours=-1))])
async def test_who_is_there_or_too_late_cannot_cancel(
    client: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    published: Published,
    at: At,
    present: int,
    later: timedelta,
) -> None:
    await have_sign_up(event.id, present=present, **MINE)
    with at(later):
        answer = await client.post(URL)
    assert answer.status_code == 409
    assert await published() == []


async def test_a_wrong_link_opens_nothing(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published
) -> None:
    row = await have_sign_up(event.id, **MINE)
    for token in ("guess", str(row.id), row.token_hash):
        answer = await client.post(f"/api/events/v1/sign-ups/{token}/cancellation")
        assert answer.status_code == 404
    assert await published() == []


async def test_the_form_leads_back_to_the_sign_up(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, **MINE)
    with at(timedelta(days=-1)):
        answer = await client.post("/sign-ups/my-secret/cancellation", data={"_page": "/sign-ups/my-secret"})
        page = await client.get(answer.headers["location"])
    assert answer.status_code == 303
    assert "Ваш запис скасовано" in page.text
