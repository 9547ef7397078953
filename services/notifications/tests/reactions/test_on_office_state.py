"""Offices, and the districts that can be followed."""

from typing import Any

import httpx
from liaison_kit.database import new_id

from services.notifications.tests.subscribing import API, DISTRICT, OTHER, office


async def named(client: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in (await client.get(f"{API}/news")).json()["districts"]]


async def test_a_district_with_offices_stands_there_once(story: Any, client: httpx.AsyncClient) -> None:
    await story.tell(office(), office(id=new_id()), office(id=new_id(), district_id=OTHER, district_name="Деснянський"))
    assert await named(client) == ["Вінницько-Хутірський округ", "Деснянський"]


async def test_an_older_state_read_later_changes_nothing(story: Any, client: httpx.AsyncClient) -> None:
    await story.tell(office(version=2, district_name="Новий округ"), office(version=1))
    assert await named(client) == ["Новий округ"]


async def test_once_its_last_office_is_closed_a_district_cannot_be_chosen(
    story: Any, client: httpx.AsyncClient
) -> None:
    await story.tell(office(), office(version=2, status="closed", district_id=DISTRICT))
    assert await named(client) == []
