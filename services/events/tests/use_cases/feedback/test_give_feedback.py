"""Saying how an event was, by the form that the code at the end of an event leads to."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, Feedback
from liaison_kit.database import Database
from sqlalchemy import select, text

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Fields = Callable[[httpx.Response], list[str]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
SAID = {"rating": 5, "understood": 4, "comment": "Дякую, було корисно"}
TWO_HOURS, TWO_WEEKS = timedelta(hours=2), timedelta(days=14)


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/feedback"


async def say(client: httpx.AsyncClient, event: Event, browser: str, **said: Any) -> httpx.Response:
    cookie = {"cookie": f"liaison_feedback={browser}"} if browser else {}
    return await client.post(url(event), json=SAID | said, headers=cookie)


@pytest.fixture(autouse=True)
def at_the_end(at: At) -> Any:
    with at(TWO_HOURS):
        yield


async def test_what_was_said_is_kept_without_anything_that_says_by_whom(
    client: httpx.AsyncClient, event: Event, published: Published, payloads: Payloads, database: Database
) -> None:
    answer = await say(client, event, "browser-1")
    assert answer.status_code == 201, answer.text
    assert await published() == ["FeedbackReceived"]
    fact = (await payloads())[0]["data"]
    assert fact.keys() == {"occurred_on", "feedback_id", "event_id"}
    assert fact["occurred_on"] == "2023-06-10"
    async with database.reading() as session:
        kept = (await session.scalars(select(Feedback))).one()
        assert (kept.rating, kept.understood, kept.comment) == (5, 4, SAID["comment"])
        everything = str((await session.execute(text("select * from feedback natural join feedback_mark"))).all())
        assert "browser-1" not in everything
        columns = "select column_name from information_schema.columns where table_name = 'feedback'"
        assert set(await session.scalars(text(columns))) == {
            "id",
            "event_id",
            "wave",
            "rating",
            "understood",
            "comment",
        }
    assert kept.id.version == 4, "an id that rises with time would say when"


async def test_each_browser_answers_once_for_each_event(
    client: httpx.AsyncClient, event: Event, have_event: Have, published: Published
) -> None:
    other = await have_event(starts_at=event.starts_at - TWO_HOURS, ends_at=event.starts_at)
    assert (await say(client, event, "one")).status_code == 201
    assert (await say(client, event, "one", rating=1)).status_code == 409
    assert (await say(client, event, "two")).status_code == 201
    assert (await say(client, other, "one")).status_code == 201
    assert await published() == ["FeedbackReceived"] * 3


async def test_a_browser_that_keeps_nothing_is_told_so(
    client: httpx.AsyncClient, event: Event, published: Published
) -> None:
    answer = await say(client, event, "")
    assert answer.status_code == 422
    assert "cookie" in answer.json()["detail"]
    assert await published() == []


@pytest.mark.parametrize(
    ("distance", "status"),
    [
        (timedelta(seconds=-1), 409),
        (timedelta(), 201),
        (TWO_HOURS + TWO_WEEKS - timedelta(seconds=1), 201),
        (TWO_HOURS + TWO_WEEKS, 409),
    ],
)
async def test_it_is_taken_from_the_start_until_two_weeks_after(
    client: httpx.AsyncClient, event: Event, at: At, distance: timedelta, status: int
) -> None:
    with at(distance):
        assert (await say(client, event, "one")).status_code == status


async def test_of_a_cancelled_event_there_is_none(client: httpx.AsyncClient, have_event: Have) -> None:
    assert (await say(client, await have_event(status="cancelled"), "one")).status_code == 409


@pytest.mark.parametrize("wrong", [{"rating": 0}, {"rating": 6}, {"understood": "x"}, {"comment": "a" * 1001}])
async def test_what_is_no_answer_is_refused(
    client: httpx.AsyncClient, event: Event, published: Published, fields: Fields, wrong: dict[str, Any]
) -> None:
    answer = await say(client, event, "one", **wrong)
    assert (answer.status_code, fields(answer)) == (422, list(wrong))
    assert await published() == []


async def test_by_page_the_cookie_comes_with_the_form(client: httpx.AsyncClient, event: Event) -> None:
    page = f"/events/{event.id}/feedback"
    shown = await client.get(page)
    assert "Як усе пройшло?" in shown.text
    cookie = shown.headers["set-cookie"]
    assert f"Path={page}" in cookie
    assert "HttpOnly" in cookie
    form = {"_page": page, "rating": "4", "understood": "5", "comment": ""}
    done = await client.post(page, data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"{page}/thanks")
    assert "Дякуємо" in (await client.get(f"{page}/thanks")).text
    again = await client.post(page, data=form)
    assert again.status_code == 409
    assert "Ви вже залишили відгук" in again.text
