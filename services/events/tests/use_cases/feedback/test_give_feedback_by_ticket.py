"""Saying how an event was from one's own page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, FeedbackMark
from liaison_events.model.sign_up import hashed
from liaison_kit.database import Database
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
SAID = {"rating": 3, "understood": 3}
OWN = "/sign-ups/my-secret"


@pytest.fixture(autouse=True)
def at_the_end(at: At) -> Any:
    with at(timedelta(hours=2)):
        yield


async def test_once_for_each_sign_up_and_which_it_was_is_not_kept(
    client: httpx.AsyncClient, event: Event, have_sign_up: Have, published: Published, database: Database
) -> None:
    sign_up = await have_sign_up(event.id, token_hash=hashed("my-secret"))
    for status in (201, 409):
        assert (await client.post(f"/api/events/v1{OWN}/feedback", json=SAID)).status_code == status
    assert await published() == ["FeedbackReceived"]
    async with database.reading() as session:
        mark = (await session.scalars(select(FeedbackMark))).one().mark
    assert mark not in {sign_up.token_hash, hashed(sign_up.token_hash), hashed(str(sign_up.id))}


async def test_the_own_page_leads_there_once_the_event_has_begun(
    client: httpx.AsyncClient, event: Event, have_sign_up: Have, at: At
) -> None:
    await have_sign_up(event.id, token_hash=hashed("my-secret"))
    with at(timedelta(seconds=-1)):
        assert f"{OWN}/feedback" not in (await client.get(OWN)).text
    assert f"{OWN}/feedback" in (await client.get(OWN)).text
    form = {"_page": f"{OWN}/feedback", "rating": "5", "understood": "5"}
    assert f'action="{OWN}/feedback"' in (await client.get(f"{OWN}/feedback")).text
    done = await client.post(f"{OWN}/feedback", data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"/events/{event.id}/feedback/thanks")


async def test_who_only_waited_was_not_there(
    client: httpx.AsyncClient, event: Event, have_sign_up: Have, published: Published
) -> None:
    await have_sign_up(event.id, status="waiting", token_hash=hashed("my-secret"))
    assert (await client.post(f"/api/events/v1{OWN}/feedback", json=SAID)).status_code == 409
    assert (await client.post("/api/events/v1/sign-ups/guessed/feedback", json=SAID)).status_code == 404
    assert await published() == []
