"""Renaming a district."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database

from services.registry.tests.territory import API, HUTORY, JOINED, said, two_districts, wrong

Published = Callable[[], Awaitable[list[str]]]
TODAY = clock.today()
NAMES = {key: value for key, value in said(HUTORY, "Калинівський").items() if key != "code"}


def renaming(**changes: Any) -> dict[str, Any]:
    return NAMES | {"effective_on": TODAY.isoformat(), "decision": "рішення № 7"} | changes


async def test_its_offices_say_the_new_name_and_the_old_one_stays_known(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    district, _, _ = await two_districts(database)
    there = f"{API}/districts/{district.id}/name"
    answer = await staff.post(there, json=renaming(), headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"2"'
    [former] = answer.json()["former_names"]
    assert (former["name"], former["seat"], former["until"]) == ("Хутори", "Село Хутори", TODAY.isoformat())
    office = (await staff.get(f"{API}/offices/khutory")).json()["office"]
    assert (office["district_name"], office["former_districts"]) == ("Калинівський", [])
    assert "називався Хутори" in (await staff.get(f"/districts/{HUTORY}?lang=uk")).text
    assert (await staff.post(there, json=renaming(), headers={"If-Match": '"1"'})).status_code == 412
    assert await published() == ["DistrictChanged", "OfficeChanged", "OfficeChanged"]


async def test_a_slip_of_the_pen_leaves_no_trace_and_a_mistake_is_taken_back(
    staff: httpx.AsyncClient, database: Database
) -> None:
    district, _, _ = await two_districts(database)
    there = f"{API}/districts/{district.id}/name"
    slip = await staff.post(there, json=renaming(effective_on=JOINED.isoformat(), backdating_reason="описка"))
    assert (slip.json()["name"], slip.json()["former_names"]) == ("Калинівський", [])
    await staff.post(there, json=renaming(name="Інший"))
    back = await staff.post(there, json=renaming())
    assert (back.json()["name"], back.json()["former_names"]) == ("Калинівський", [])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"seat_en": ""}, ["seat_en"]),
        ({"decision": ""}, ["decision"]),
        ({"effective_on": (TODAY + timedelta(days=1)).isoformat()}, ["effective_on"]),
        ({"effective_on": (JOINED - timedelta(days=1)).isoformat(), "backdating_reason": "x"}, ["effective_on"]),
        ({"effective_on": (TODAY - timedelta(days=8)).isoformat()}, ["backdating_reason"]),
        ({"name": "Хутори", "name_en": "Хутори (en)", "seat": "Село Хутори", "seat_en": "Village Хутори"}, ["name"]),
    ],
)
async def test_a_mistake_names_its_field(
    staff: httpx.AsyncClient, database: Database, published: Published, changes: dict[str, Any], fields: list[str]
) -> None:
    district, _, _ = await two_districts(database)
    assert wrong(await staff.post(f"{API}/districts/{district.id}/name", json=renaming(**changes))) == fields
    assert await published() == []


async def test_the_form_says_how_many_offices_it_touches(staff: httpx.AsyncClient, database: Database) -> None:
    await two_districts(database)
    assert "2 офіси називатимуть" in (await staff.get(f"/districts/{HUTORY}/name?lang=uk")).text
