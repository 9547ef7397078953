"""Settlements of a district."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit.database import Database

from services.registry.tests.territory import API, HUTORY, STADNYTSIA, VILLAGE, two_districts, wrong

Published = Callable[[], Awaitable[list[str]]]
NEW = "UA05020030000000099"


async def test_residents_find_the_district_of_their_village(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    district, _, _ = await two_districts(database)
    there = f"{API}/districts/{district.id}/settlements"
    answer = await staff.post(there, json={"code": NEW, "name": "Гора", "name_en": "Hora"})
    assert answer.status_code == 201, answer.text
    assert [one["name"] for one in answer.json()["settlements"]] == ["Гора", "Писарівка", "Поле"]
    assert "Гора" in (await staff.get(f"/districts/{HUTORY}?lang=uk")).text
    assert await published() == ["DistrictChanged"]


async def test_it_lies_in_one_district_and_in_the_community(staff: httpx.AsyncClient, database: Database) -> None:
    district, other, _ = await two_districts(database)
    for code in (HUTORY, VILLAGE, STADNYTSIA, "UA07020030000000001", "UA1", ""):
        new = {"code": code, "name": "Гора", "name_en": "Hora"}
        assert wrong(await staff.post(f"{API}/districts/{district.id}/settlements", json=new)) == ["code"], code
    taken = {"code": VILLAGE, "name": "Гора", "name_en": "Hora"}
    assert wrong(await staff.post(f"{API}/districts/{other.id}/settlements", json=taken)) == ["code"]
