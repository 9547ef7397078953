"""Typing the paper sheet in, line by line."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, Headcount
from liaison_kit.database import Database
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
At = Callable[[timedelta], Any]


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/sheet-rows"


@pytest.fixture(autouse=True)
def three_years_later(at: At) -> Any:
    with at(timedelta(days=3 * 365)):
        yield


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("", "unknown"),
        ("17", "under_18"),
        ("18", "18_34"),
        ("34", "18_34"),
        ("35", "35_59"),
        ("59", "35_59"),
        ("60", "60_and_over"),
        (" 1989 ", "18_34"),  # 34 in 2023, though 37 by the time it is typed in
        ("2006", "under_18"),
        ("2005", "18_34"),
    ],
)
async def test_the_age_is_that_of_the_day_of_the_event(
    staff: httpx.AsyncClient, event: Event, published: Published, written: str, group: str
) -> None:
    answer = await staff.post(url(event), json={"line": 1, "sex": "male", "age": written})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"line": 1, "age_group": group, "corrected": False}
    assert await published() == ["HeadcountRecorded"]


async def test_the_same_line_again_corrects_it(
    staff: httpx.AsyncClient, event: Event, published: Published, database: Database
) -> None:
    for body in ({"age": "40"}, {"age": "40"}, {"age": "14"}, {"people": 0}):
        assert (await staff.post(url(event), json={"line": 3} | body)).status_code == 200
    assert await published() == ["HeadcountRecorded"] * 3, "what is the same tells nothing new"
    async with database.reading() as session:
        row = (await session.scalars(select(Headcount))).one()
        assert (row.line, row.people, row.version) == (3, 0, 4)


@pytest.mark.parametrize("age", ["150", "-3", "сорок", "2024", "1850", "3.5"])
async def test_what_can_be_no_age_is_refused(
    staff: httpx.AsyncClient, event: Event, published: Published, fields: Fields, age: str
) -> None:
    answer = await staff.post(url(event), json={"line": 1, "age": age})
    assert (answer.status_code, fields(answer)) == (422, ["age"])
    assert await published() == []


async def test_the_form_goes_on_to_the_next_line_with_the_age(staff: httpx.AsyncClient, event: Event) -> None:
    page = f"/events/{event.id}/sheet/entry"
    form = {"_page": page, "line": "4", "sex": "female", "age": "61"}
    done = await staff.post(f"/events/{event.id}/sheet-rows", data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"{page}?line=5#age")
    shown = (await staff.get(f"{page}?line=5")).text
    assert 'value="5"' in shown
    assert "жінки, 60 і більше" in shown


async def test_a_resident_types_nothing_in(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    assert (await client.post(url(event), json={"line": 1})).status_code == 401
    assert await published() == []
