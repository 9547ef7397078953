"""Other words and places for what is to come of a series."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit import clock

from services.events.tests.courses import COURSE, FOR_WHOM, NOW, SERIES, for_whom, schedule

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
SAYS = {"title": "Курс петицій", "description": "Разом.", "tools": ["petition"]}


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


@pytest.mark.usefixtures("office")
async def test_this_and_later_say_it_and_what_was_changed_by_itself_keeps_its_words(
    staff: httpx.AsyncClient, published: Published
) -> None:
    series = await schedule(staff, times=4)
    ids = [event["id"] for event in series["events"]]
    guest = {"title": "Гість", "description": "Раз.", "capacity": 5}
    assert (await staff.post(f"/api/events/v1/events/{ids[2]}/change", json=guest)).status_code == 200
    url = f"{SERIES}/{series['id']}/change"
    answer = await staff.post(url, json=SAYS | {"since": ids[1], "capacity": 20})
    assert answer.status_code == 200, answer.text
    shown = [(await staff.get(f"/api/events/v1/events/{one}")).json()["event"] for one in ids]
    assert [(event["title"], event["capacity"]) for event in shown] == [
        (COURSE["title"], 40),
        ("Курс петицій", 20),
        ("Гість", 5),
        ("Курс петицій", 20),
    ]
    assert (await published())[4:] == ["EventChanged"] * 3
    # What says so already is not told again.
    assert (await staff.post(url, json=SAYS | {"since": ids[1]})).status_code == 200
    assert len(await published()) == 7


@pytest.mark.usefixtures("office")
async def test_this_and_later_have_another_organiser_and_are_for_others(
    staff: httpx.AsyncClient, fields: Fields
) -> None:
    series = await schedule(staff, times=3)
    ids = [event["id"] for event in series["events"]]
    url = f"{SERIES}/{series['id']}/change"
    assert (await staff.post(url, json=SAYS | FOR_WHOM | {"since": ids[1]})).status_code == 200
    shown = [(await staff.get(f"/api/events/v1/events/{one}")).json()["event"] for one in ids]
    assert [for_whom(event) == FOR_WHOM for event in shown] == [False, True, True]
    # What is left out is none, as for a single event.
    answer = await staff.post(url, json=SAYS | {"since": ids[2]})
    assert for_whom(answer.json()["changed"][0])["organiser"] is None
    wrong = await staff.post(url, json=SAYS | {"age_from": 18, "age_to": 14})
    assert (wrong.status_code, fields(wrong)) == (422, ["age_to"])


@pytest.mark.usefixtures("key", "office")
async def test_fewer_places_than_are_taken_on_one_date_change_nothing(
    staff: httpx.AsyncClient, published: Published, fields: Fields
) -> None:
    series = await schedule(staff, times=2)
    person = {"name": "Оксана", "phone": "0671234567", "consent": True, "party_size": 3}
    signed = await staff.post(f"/api/events/v1/events/{series['events'][1]['id']}/sign-ups", json=person)
    assert signed.status_code == 201
    answer = await staff.post(f"{SERIES}/{series['id']}/change", json=SAYS | {"capacity": 2})
    assert (answer.status_code, fields(answer)) == (409, ["capacity"])
    assert "13.10.2026" in answer.json()["detail"]
    assert "EventChanged" not in await published()
