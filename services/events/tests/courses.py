"""Steps of tests about series: a weekly course over the change from summer to winter time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from services.events.tests.conftest import HALL

SERIES = "/api/events/v1/events/series"
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
# Tuesdays in October and November 2026; the clock goes back on Sunday, 25 October.
COURSE: dict[str, Any] = {
    "title": "Курс громадських ініціатив",
    "description": "Щовівторка.",
    "kind": "training",
    "tools": ["petition"],
    "room_id": str(HALL),
    "starts_at": "2026-10-06T18:00",
    "ends_at": "2026-10-06T20:00",
    "repeats": "weekly",
    "times": 6,
}

FOR_WHOM: dict[str, Any] = {
    "organiser": "Центр молоді",
    "language": "en",
    "accessibility": ["sign_language", "step_free"],
    "age_from": 14,
    "age_to": 35,
}

Json = dict[str, Any]


async def schedule(staff: httpx.AsyncClient, **changes: Any) -> Json:
    """A course; `events` are six Tuesdays at 18:00."""
    plan = {name: value for name, value in (COURSE | changes).items() if value is not None}
    answer = await staff.post(SERIES, json=plan)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def dates(staff: httpx.AsyncClient, series: Json) -> list[tuple[str, str]]:
    """Start, UTC, and status of each event, in the order they were planned in."""
    answer = await staff.get(f"{SERIES}/{series['id']}")
    page = answer.json()
    events = [one["event"] for one in page["past"] + page["coming"]]
    events.sort(key=lambda event: event["original_start"])
    return [(event["starts_at"].removesuffix(":00Z"), event["status"]) for event in events]


def facts(payloads: list[Json], name: str) -> list[Json]:
    """The data of each fact of this name, in the order they were told."""
    return [one["data"] for one in payloads if one["type"].split(".")[2] == name]


Payloads = Callable[[], Any]


def for_whom(event: Json) -> Json:
    """Who holds an event, in which language, and for whom."""
    return {name: event[name] for name in FOR_WHOM}
