"""An office's page."""

import httpx
import pytest


async def test_it_shows_hours_rooms_and_the_way_to_the_events(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    page = await staff.get("/offices/desna")
    assert "Понеділок" in page.text
    assert "09:00–13:00, 14:00–18:00" in page.text
    assert "зачинено" in page.text
    assert "Простір громади: до 30 осіб" in page.text
    assert 'href="/events?office=desna"' in page.text
    assert "/opening" not in page.text
    asked = await staff.get("/offices/desna?confirm=opening")
    assert "/opening" in asked.text
    assert "Скасувати відкриття не можна" in asked.text


async def test_it_speaks_english(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    page = await staff.get("/offices/desna?lang=en")
    assert "Liaison Office in Desna" in page.text
    assert "Monday" in page.text
    assert "Community Space: up to 30 people" in page.text


async def test_the_week_has_seven_days(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    office = (await staff.get("/api/registry/v1/offices/desna")).json()
    assert [len(day["hours"]) for day in office["week"]] == [2, 2, 1, 2, 1, 0, 0]
    assert (office["open_now"], office["opens_next"]) == (False, None)


@pytest.mark.parametrize("slug", ["nowhere", "%00", "a" * 100, "Д"])
async def test_there_is_no_such_office(client: httpx.AsyncClient, slug: str) -> None:
    assert (await client.get(f"/offices/{slug}")).status_code == 404
