"""Saying how an event was from one's own page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, FeedbackMark
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_kit.database import Database, new_id
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
SAID = {"rating": 3, "understood": 3}
OWN = "/sign-ups/my-secret"


async def by_ticket(client: httpx.AsyncClient, event: Event, token: str, **headers: str) -> httpx.Response:
    url = f"/api/events/v1/events/{event.id}/feedback/ticket"
    return await client.post(url, json=SAID | {"token": token}, headers=headers)


@pytest.fixture(autouse=True)
def at_the_end(at: At) -> Any:
    with at(timedelta(hours=2)):
        yield


async def test_once_for_each_sign_up_and_which_it_was_is_not_kept(
    client: httpx.AsyncClient, event: Event, have_sign_up: Have, published: Published, database: Database
) -> None:
    sign_up = await have_sign_up(event.id, token_hash=hashed("my-secret"))
    for status in (201, 409):
        # Another browser each time: the ticket is the same.
        client.cookies.clear()
        assert (await by_ticket(client, event, "my-secret")).status_code == status
    assert await published() == ["FeedbackReceived"]
    async with database.reading() as session:
        marks = {one.mark for one in await session.scalars(select(FeedbackMark))}
    assert not marks & {sign_up.token_hash, hashed(sign_up.token_hash), hashed(str(sign_up.id))}


async def test_one_person_answers_once_whichever_way_they_begin(
    client: httpx.AsyncClient, event: Event, have_event: Have, have_sign_up: Have, published: Published
) -> None:
    await have_sign_up(event.id, token_hash=hashed("my-secret"))
    link = f"/api/events/v1/events/{event.id}/feedback"
    cookie = (await by_ticket(client, event, "my-secret")).headers["set-cookie"]
    assert f"Path=/events/{event.id}/feedback;" in cookie
    assert "HttpOnly" in cookie
    browser = {"cookie": cookie.partition(";")[0]}
    client.cookies.clear()
    assert (await client.post(link, json=SAID, headers=browser)).status_code == 409
    # The other way round, at another event.
    other = await have_event(room_id=new_id())
    await have_sign_up(other.id, token_hash=hashed("another-secret"))
    by_link = await client.post(f"/api/events/v1/events/{other.id}/feedback", json=SAID, headers=browser)
    assert by_link.status_code == 201
    assert (await by_ticket(client, other, "another-secret", **browser)).status_code == 409
    assert await published() == ["FeedbackReceived"] * 2


async def test_two_tickets_in_one_browser_are_two_people(
    client: httpx.AsyncClient, event: Event, have_sign_up: Have, published: Published
) -> None:
    browser = {"cookie": "liaison_feedback=of-the-family"}
    for number in range(2):
        await have_sign_up(event.id, phone=f"+38067123456{number}", token_hash=hashed(f"secret-{number}"))
        assert (await by_ticket(client, event, f"secret-{number}", **browser)).status_code == 201
    assert await published() == ["FeedbackReceived"] * 2


async def test_the_own_page_leads_there_once_the_event_has_begun(
    client: httpx.AsyncClient, event: Event, have_sign_up: Have, at: At
) -> None:
    await have_sign_up(event.id, token_hash=hashed("my-secret"))
    with at(timedelta(seconds=-1)):
        assert f"{OWN}/feedback" not in (await client.get(OWN)).text
    assert f"{OWN}/feedback" in (await client.get(OWN)).text
    action = f"/events/{event.id}/feedback/ticket"
    form = {"_page": f"{OWN}/feedback", "rating": "5", "understood": "5", "token": "my-secret"}
    page = (await client.get(f"{OWN}/feedback")).text
    assert f'action="{action}"' in page
    assert 'name="token" value="my-secret"' in page
    wrong = await client.post(action, data=form | {"rating": "9"})
    assert (wrong.status_code, 'name="token" value="my-secret"' in wrong.text) == (422, True)
    done = await client.post(action, data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"/events/{event.id}/feedback/thanks")


async def test_who_only_waited_was_not_there(
    client: httpx.AsyncClient, event: Event, have_event: Have, have_sign_up: Have, published: Published
) -> None:
    await have_sign_up(event.id, status="waiting", token_hash=hashed("my-secret"))
    assert (await by_ticket(client, event, "my-secret")).status_code == 409
    assert (await by_ticket(client, event, "guessed")).status_code == 404
    other = await have_event(room_id=new_id())
    assert (await by_ticket(client, other, "my-secret")).status_code == 404
    assert await published() == []
