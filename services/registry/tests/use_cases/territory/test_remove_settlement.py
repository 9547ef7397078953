"""Removing a settlement that was entered by mistake."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit.database import Database

from services.registry.tests.territory import API, FIELD, HUTORY, VILLAGE, two_districts

Published = Callable[[], Awaitable[list[str]]]


async def test_it_never_was_the_districts(staff: httpx.AsyncClient, database: Database, published: Published) -> None:
    district, _, _ = await two_districts(database)
    there = f"{API}/districts/{district.id}/settlements"
    page = (await staff.get(f"/districts/{HUTORY}/settlements?lang=uk")).text
    assert f'action="/districts/{district.id}/settlements/{VILLAGE}/removal"' in page
    assert (await staff.post(f"{there}/{VILLAGE}/removal", headers={"If-Match": '"7"'})).status_code == 412
    removed = await staff.post(f"{there}/{VILLAGE}/removal", headers={"If-Match": '"1"'})
    assert [one["code"] for one in removed.json()["settlements"]] == [FIELD]
    assert (await staff.post(f"{there}/{VILLAGE}/removal")).status_code == 404
    assert await published() == ["DistrictChanged"]
