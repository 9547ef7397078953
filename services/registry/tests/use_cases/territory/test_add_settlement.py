"""Settlements of a district."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit.database import Database

from services.registry.tests.territory import API, FIELD, HUTORY, STADNYTSIA, VILLAGE, two_districts, wrong

Published = Callable[[], Awaitable[list[str]]]
NEW = "UA05020030000000099"


async def test_one_is_added_and_one_that_was_a_mistake_is_removed(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    district, _, _ = await two_districts(database)
    there = f"{API}/districts/{district.id}/settlements"
    answer = await staff.post(there, json={"code": NEW, "name": "Гора", "name_en": "Hora"})
    assert answer.status_code == 201, answer.text
    assert [one["name"] for one in answer.json()["settlements"]] == ["Гора", "Писарівка", "Поле"]
    assert "Гора" in (await staff.get(f"/districts/{HUTORY}?lang=uk")).text
    page = (await staff.get(f"/districts/{HUTORY}/settlements?lang=uk")).text
    assert f'action="/districts/{district.id}/settlements/{NEW}/removal"' in page
    removed = await staff.post(f"{there}/{NEW}/removal", headers={"If-Match": '"2"'})
    assert [one["code"] for one in removed.json()["settlements"]] == [VILLAGE, FIELD]
    assert (await staff.post(f"{there}/{NEW}/removal")).status_code == 404
    assert await published() == ["DistrictChanged", "DistrictChanged"]


async def test_it_lies_in_one_district_and_in_the_community(staff: httpx.AsyncClient, database: Database) -> None:
    district, other, _ = await two_districts(database)
    for code in (HUTORY, VILLAGE, STADNYTSIA, "UA07020030000000001", "UA1", ""):
        new = {"code": code, "name": "Гора", "name_en": "Hora"}
        assert wrong(await staff.post(f"{API}/districts/{district.id}/settlements", json=new)) == ["code"], code
    taken = {"code": VILLAGE, "name": "Гора", "name_en": "Hora"}
    assert wrong(await staff.post(f"{API}/districts/{other.id}/settlements", json=taken)) == ["code"]
