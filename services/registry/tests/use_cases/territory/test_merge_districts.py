"""Merging districts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import CSO, Office
from sqlalchemy import select

from services.registry.tests.territory import (
    API,
    FIELD,
    HUTORY,
    STADNYTSIA,
    VILLAGE,
    merging,
    said,
    splitting,
    two_districts,
    wrong,
)

Published = Callable[[], Awaitable[list[str]]]
TODAY = clock.today()


async def test_one_goes_on_with_all_that_the_other_had(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    district, other, _ = await two_districts(database)
    answer = await staff.post(f"{API}/districts/{other.id}/merging", json=merging(district))
    assert answer.status_code == 200, answer.text
    kept, (ended,) = answer.json()["district"], answer.json()["ended"]
    assert (kept["id"], kept["predecessors"], kept["ended_on"]) == (str(other.id), [str(district.id)], None)
    assert {one["code"] for one in kept["settlements"]} == {HUTORY, VILLAGE, FIELD}
    assert (ended["successors"], ended["ended_on"]) == ([str(other.id)], TODAY.isoformat())
    async with database.reading() as session:
        assert set(await session.scalars(select(Office.district_id))) == {other.id}
        assert set(await session.scalars(select(CSO.district_id))) == {other.id}
    assert await published() == ["DistrictChanged"] * 2 + ["OfficeChanged"] * 2 + ["CSOChanged"] * 2
    page = (await staff.get(f"/districts/{HUTORY}?lang=uk")).text
    assert f'href="/districts/{STADNYTSIA}?on={other.joined_on}"' in page
    came = f"{API}/districts/{other.id}/settlements/{HUTORY}/removal"
    assert (await staff.post(came)).json()["type"] == "urn:liaison:problem:settlement-stays"


async def test_a_new_one_takes_their_place_and_may_have_the_seat_of_one(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    district, other, _ = await two_districts(database)
    new = merging(other, into="new", new=said(HUTORY, "Об'єднаний"))
    answer = await staff.post(f"{API}/districts/{district.id}/merging", json=new)
    assert answer.status_code == 200, answer.text
    made = answer.json()["district"]
    assert sorted(made["predecessors"]) == sorted([str(district.id), str(other.id)])
    assert {one["code"] for one in made["settlements"]} == {STADNYTSIA, VILLAGE, FIELD}
    facts = ["DistrictChanged", "DistrictChanged", "DistrictJoined"] + ["OfficeChanged"] * 3 + ["CSOChanged"] * 2
    assert await published() == facts
    listed = (await staff.get(f"{API}/districts")).json()
    assert [one["district"]["id"] for one in listed["districts"]] == [made["id"]]
    assert {one["id"] for one in listed["ended"]} == {str(district.id), str(other.id)}
    before = (await staff.get(f"{API}/districts/{HUTORY}", params={"on": str(TODAY - timedelta(days=1))})).json()
    assert before["district"]["id"] == str(district.id)
    assert len(before["had"]) == 2
    assert [one["id"] for one in before["now"]] == [made["id"]]


async def test_what_was_split_can_be_merged_again(staff: httpx.AsyncClient, database: Database) -> None:
    district, _, offices = await two_districts(database)
    earlier = (TODAY - timedelta(days=3)).isoformat()
    parts = await staff.post(f"{API}/districts/{district.id}/splitting", json=splitting(offices, effective_on=earlier))
    one, two = parts.json()["successors"]
    there = f"{API}/districts/{one['id']}/merging"
    same_day = {"effective_on": earlier, "decision": "x", "others": [two["id"]]}
    assert wrong(await staff.post(there, json=same_day)) == ["effective_on"]
    again = same_day | {"effective_on": TODAY.isoformat(), "into": "new", "new": said(HUTORY, "Хутори")}
    assert (await staff.post(there, json=again)).status_code == 200
    was = (await staff.get(f"{API}/districts/{HUTORY}?on={district.joined_on}")).json()
    assert [one["name"] for one in was["now"]] == ["Хутори"]
    assert len(was["others"]) == 2


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"others": []}, ["others"]),
        ({"others": ["01890000-0000-7000-8000-000000000000"]}, ["others"]),
        ({"into": "new"}, ["new.code"]),
        ({"into": "elsewhere"}, ["into"]),
        ({"into": "new", "new": said("UA07020030000000001", "Б")}, ["new.code"]),
        ({"effective_on": (TODAY + timedelta(days=1)).isoformat()}, ["effective_on"]),
    ],
)
async def test_a_mistake_names_its_field(
    staff: httpx.AsyncClient, database: Database, published: Published, changes: dict[str, Any], fields: list[str]
) -> None:
    district, other, _ = await two_districts(database)
    answer = await staff.post(f"{API}/districts/{district.id}/merging", json=merging(other) | changes)
    assert wrong(answer) == fields
    assert await published() == []


async def test_the_seat_of_a_third_district_is_not_free(staff: httpx.AsyncClient, database: Database) -> None:
    district, other, offices = await two_districts(database)
    earlier = (TODAY - timedelta(days=1)).isoformat()
    parts = await staff.post(f"{API}/districts/{district.id}/splitting", json=splitting(offices, effective_on=earlier))
    new = merging(other, into="new", new=said(VILLAGE, "Б"))
    there = f"{API}/districts/{parts.json()['successors'][0]['id']}/merging"
    assert wrong(await staff.post(there, json=new)) == ["new.code"]


async def test_the_form_shows_first_what_would_move(staff: httpx.AsyncClient, database: Database) -> None:
    district, other, _ = await two_districts(database)
    here = f"/districts/{HUTORY}/merging"
    assert 'name="others[]"' in (await staff.get(here)).text
    chosen = f"{here}?others[]={other.id}"
    page = (await staff.get(chosen)).text
    assert f'action="/districts/{district.id}/merging"' in page
    form = {"_page": chosen, "_version": "1", "others[]": str(other.id), "into": "new", "decision": "№ 1"}
    refused = await staff.post(f"/districts/{district.id}/merging", data=form | {"new.code": "UA1"})
    assert 'href="#new.code"' in refused.text
    assert 'href="#effective_on"' in refused.text
    done = form | {"into": "this", "effective_on": TODAY.isoformat()}
    answer = await staff.post(f"/districts/{district.id}/merging", data=done)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/districts/{HUTORY}")
