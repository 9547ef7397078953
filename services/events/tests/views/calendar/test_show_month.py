"""The month of the calendar."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_events.model import Event

HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]
URL = "/api/events/v1/events/month"
NOW = timedelta(days=-1)  # 9 June 2023


async def five_on_a_day(have_event: HaveEvent, event: Event) -> None:
    for hours in (5, 4, 3, 2):
        starts_at = event.starts_at - timedelta(hours=hours)
        await have_event(
            title=f"За {hours} год", room_id=UUID(int=50 + hours), starts_at=starts_at, ends_at=event.ends_at
        )


async def test_it_has_whole_weeks_from_monday_and_the_first_events_of_each_day(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    await five_on_a_day(have_event, event)
    with at(NOW):
        shown = (await client.get(URL)).json()
    assert (shown["month"], shown["previous"], shown["next"], shown["today"]) == (
        "2023-06",
        "2023-05",
        "2023-07",
        "2023-06-09",
    )
    days = [cell for week in shown["weeks"] for cell in week]
    assert (days[0]["day"], days[-1]["day"], len(days)) == ("2023-05-29", "2023-07-02", 35)
    assert [cell["day"] for cell in days if not cell["inside"]] == [
        "2023-05-29",
        "2023-05-30",
        "2023-05-31",
        "2023-07-01",
        "2023-07-02",
    ]
    assert shown["found"] == 5
    [busy] = [cell for cell in days if cell["found"]]
    assert (busy["day"], busy["found"]) == ("2023-06-10", 5)
    assert [one["title"] for one in busy["events"]] == ["За 5 год", "За 4 год", "За 3 год"]


async def test_it_is_a_table_with_a_caption_headers_and_today(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    await five_on_a_day(have_event, event)
    with at(NOW):
        page = (await client.get("/events/month?lang=en")).text
    table = page.partition("<table>")[2].partition("</table>")[0]
    assert '<caption id="month">June 2023</caption>' in table
    assert re.findall(r'<th scope="col">(\w+)</th>', table)[::6] == ["Monday", "Sunday"]
    [today] = re.findall(r'<td[^>]*aria-current="date">(.*?)</td>', table, re.DOTALL)
    assert 'datetime="2023-06-09"' in today
    assert f'<a href="/events/{event.id}"' not in table, "the fifth of its day"
    assert 'href="/events?day=2023-06-10">2 more' in table
    for month in ("2023-05", "2023-07"):
        assert f'href="/events/month?month={month}"' in page


@pytest.mark.parametrize(
    ("starts_at", "day"),
    [
        (datetime(2023, 5, 31, 20, 59, tzinfo=UTC), None),
        (datetime(2023, 5, 31, 21, 0, tzinfo=UTC), "2023-06-01"),
        (datetime(2023, 6, 30, 20, 59, tzinfo=UTC), "2023-06-30"),
        (datetime(2023, 6, 30, 21, 0, tzinfo=UTC), None),
    ],
)
async def test_days_are_those_of_kyiv(
    client: httpx.AsyncClient, have_event: HaveEvent, starts_at: datetime, day: str | None
) -> None:
    await have_event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    shown = (await client.get(f"{URL}?month=2023-06")).json()
    assert [cell["day"] for week in shown["weeks"] for cell in week if cell["found"]] == [day] * bool(day)


async def test_the_filter_goes_along_from_month_to_month(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    await have_event(title="Лекція", kind="lecture", room_id=UUID(int=5))
    with at(NOW):
        page = (await client.get("/events/month?month=2023-06&kind=lecture&lang=en")).text
        empty = (await client.get("/events/month?month=2023-07&kind=lecture&lang=en")).text
        bare = (await client.get("/events/month?month=2024-01&lang=en")).text
    assert "Лекція" in page
    assert event.title not in page
    assert 'href="/events/month?month=2023-07&amp;kind=lecture"' in page
    assert '<input type="hidden" name="month" value="2023-06">' in page
    assert "No event of this month is like this." in empty
    assert 'href="/events/month?month=2023-07">Clear the filters' in empty
    assert "Nothing is planned in this month." in bare


async def test_a_cancelled_event_is_struck_out_until_it_would_be_over(
    client: httpx.AsyncClient, have_event: HaveEvent, at: At
) -> None:
    await have_event(status="cancelled")
    with at(NOW):
        assert "Скасовано" in (await client.get("/events/month")).text
    with at(timedelta(days=1)):
        assert (await client.get(URL)).json()["found"] == 0


@pytest.mark.parametrize("month", ["2023-13", "2023", "1999-01", "x", "9999-12"])
async def test_a_month_that_cannot_be_is_refused(client: httpx.AsyncClient, month: str) -> None:
    assert (await client.get(f"{URL}?month={month}")).status_code == 422
