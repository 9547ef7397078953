"""Reports that are overdue are told after three days and after seven, each once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.jobs.remind_of_reports import remind_of_reports
from liaison_events.model import Event
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
ENDED = timedelta(hours=2)


async def days_told(payloads: Payloads) -> list[int]:
    return [one["data"]["days"] for one in await payloads()]


async def test_after_three_days_and_after_seven(
    event: Event, have_event: Have, database: Database, settings: Settings, payloads: Payloads, at: At
) -> None:
    later = event.ends_at
    for status in ("held", "cancelled"):
        await have_event(status=status, starts_at=later, ends_at=later + timedelta(hours=1))
        later += timedelta(hours=1)
    context, told = JobContext(database, settings), []
    for days, expected in ((2.9, []), (3, [3]), (6.9, [3]), (7, [3, 7]), (30, [3, 7])):
        with at(ENDED + timedelta(days=days)):
            while await remind_of_reports(context):
                told.append(days)
        assert await days_told(payloads) == expected
    assert told == [3, 7]


async def test_what_is_found_a_week_late_is_told_once(
    event: Event, database: Database, settings: Settings, payloads: Payloads, published: Published, at: At
) -> None:
    context = JobContext(database, settings)
    with at(ENDED + timedelta(days=8)):
        assert await remind_of_reports(context)
        assert not await remind_of_reports(context)
    assert await days_told(payloads) == [7]
    assert await published() == ["EventReportOverdue"]


async def test_todays_page_says_since_when(staff: httpx.AsyncClient, event: Event, at: At) -> None:
    for days, words in ((2, "звіту бракує від"), (7, "7 днів без звіту")):
        with at(ENDED + timedelta(days=days)):
            page = (await staff.get("/today")).text
        assert words in page
        assert ("без звіту" in page) == (days == 7)
