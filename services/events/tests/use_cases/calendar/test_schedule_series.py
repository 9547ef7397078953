"""Scheduling a series: all chosen dates at once, or none."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from services.events.tests.conftest import HALL, STUDY
from services.events.tests.courses import COURSE, FOR_WHOM, NOW, SERIES, dates, facts, for_whom, schedule

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
TAKEN = datetime(2026, 10, 20, 16, tzinfo=UTC)  # 19:00 on the third Tuesday


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


@pytest.mark.usefixtures("office")
async def test_each_date_is_an_event_of_its_own_at_18_in_summer_and_in_winter(
    staff: httpx.AsyncClient, published: Published, payloads: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> None:
    series = await schedule(staff)
    assert series["rule"] == "FREQ=WEEKLY;COUNT=6"
    assert [event["starts_at"][5:16] for event in series["events"]] == [
        "10-06T15:00",
        "10-13T15:00",
        "10-20T15:00",
        "10-27T16:00",
        "11-03T16:00",
        "11-10T16:00",
    ]
    assert await published() == ["EventScheduled"] * 6
    told = [fact["state"] for fact in facts(await payloads(), "EventScheduled")]
    assert {state["series_id"] for state in told} == {series["id"]}
    assert len({state["id"] for state in told}) == 6
    assert [state["original_start"] for state in told] == [state["starts_at"] for state in told]


@pytest.mark.usefixtures("office")
async def test_each_date_says_who_holds_it_and_for_whom_it_is(staff: httpx.AsyncClient) -> None:
    series = await schedule(staff, times=2, **FOR_WHOM)
    assert [for_whom(event) for event in series["events"]] == [FOR_WHOM] * 2


@pytest.mark.usefixtures("office")
async def test_only_chosen_dates_are_scheduled_each_in_the_room_chosen_for_it(
    staff: httpx.AsyncClient, have_event: HaveEvent
) -> None:
    await have_event(starts_at=TAKEN, ends_at=TAKEN + timedelta(hours=2))
    chosen = ["2026-10-06", f"2026-10-20 {STUDY}", {"day": "2026-11-03"}]
    series = await schedule(staff, dates=chosen)
    assert [(event["starts_at"][5:10], event["room_id"]) for event in series["events"]] == [
        ("10-06", str(HALL)),
        ("10-20", str(STUDY)),
        ("11-03", str(HALL)),
    ]
    assert len(await dates(staff, series)) == 3


@pytest.mark.usefixtures("office")
async def test_where_one_date_cannot_be_nothing_is_scheduled(
    staff: httpx.AsyncClient, have_event: HaveEvent, database: Database, published: Published, fields: Fields
) -> None:
    await have_event(starts_at=TAKEN, ends_at=TAKEN + timedelta(hours=2), title="Хор")
    answer = await staff.post(SERIES, json=COURSE)
    assert (answer.status_code, fields(answer)) == (409, ["dates"])
    assert "“Хор” from 20.10.2026 19:00 to 21:00" in answer.json()["detail"]
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Event)) == 1
        assert await session.scalar(text("select count(*) from series")) == 0
    assert await published() == []


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"times": None}, "times"),
        ({"until": "2026-11-01"}, "times"),
        ({"times": 101}, "times"),
        ({"times": None, "until": "2026-10-01"}, "until"),
        ({"times": None, "until": "2030-01-01"}, "until"),
        ({"ends_at": "2026-10-06T18:00"}, "ends_at"),
        ({"ends_at": "2026-10-08T18:00"}, "ends_at"),
        ({"starts_at": "2026-09-01T18:00", "ends_at": "2026-09-01T20:00"}, "starts_at"),
        ({"repeats": "yearly"}, "repeats"),
        ({"dates": []}, "dates"),
        ({"dates": ["2026-10-07"]}, "dates"),
        ({"dates": ["2026-10-06", "2026-10-06"]}, "dates"),
        ({"dates": ["tomorrow"]}, "dates.0.day"),
        ({"dates": [f"2026-10-06 {new_id()}"]}, "room_id"),
        ({"capacity": 41}, "capacity"),
        ({"age_from": 18, "age_to": 14}, "age_to"),
        ({"language": "x"}, "language"),
        ({"room_id": str(new_id())}, "room_id"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    staff: httpx.AsyncClient, published: Published, fields: Fields, changes: dict[str, Any], field: str
) -> None:
    plan = {name: value for name, value in (COURSE | changes).items() if value is not None}
    answer = await staff.post(SERIES, json=plan)
    assert (answer.status_code, fields(answer)) == (422, [field]), answer.text
    assert await published() == []


@pytest.mark.usefixtures("office")
async def test_a_date_belongs_to_a_series_once_whoever_writes_there(
    staff: httpx.AsyncClient, database: Database
) -> None:
    series = await schedule(staff, times=2)
    twice = "update event set original_start = (select min(original_start) from event where series_id = :series)"
    with pytest.raises(IntegrityError, match="uq_event_series_original_start"):
        async with database.transaction() as session:
            await session.execute(text(twice), {"series": series["id"]})
    with pytest.raises(IntegrityError, match="ck_event_series"):
        async with database.transaction() as session:
            await session.execute(text("update event set original_start = null"))


@pytest.mark.usefixtures("office")
async def test_the_forms_lead_from_the_rule_by_the_dates_to_the_series(staff: httpx.AsyncClient) -> None:
    rule = {name: COURSE[name] for name in ("room_id", "starts_at", "ends_at", "repeats", "times")}
    asked = await staff.post("/events/series/preview", data={"_page": "/events/series/new", **rule})
    assert asked.status_code == 303
    preview = asked.headers["location"]
    words = {name: COURSE[name] for name in ("title", "description", "kind")}
    form = {"_page": preview, **rule, **words}
    none = await staff.post("/events/series", data={**form, "dates[]": [""]})
    assert none.status_code == 422
    assert "Оберіть принаймні одну дату." in none.text
    assert 'value="Курс громадських ініціатив"' in none.text
    done = await staff.post("/events/series", data={**form, "dates[]": ["", "2026-10-06", "2026-10-13"]})
    assert done.status_code == 303
    page = (await staff.get(done.headers["location"])).text
    assert "6\N{NO-BREAK SPACE}жовтня" in page
    assert "20\N{NO-BREAK SPACE}жовтня" not in page
