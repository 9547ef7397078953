"""An office's page."""

import json
import re

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


async def test_machines_read_where_it_is_and_when_it_is_open(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    seen = (await staff.get("/api/registry/v1/offices/desna")).json()
    assert "for_machines" not in seen
    office = f"/api/registry/v1/offices/{seen['office']['id']}"
    await staff.post(f"{office}/opening", json={"override_reason": "x"})
    details = {"name": "Офіс </script><script>alert(1)</script>", "name_en": "x", "phone": "0671234567"}
    await staff.post(f"{office}/details", json=details | {"post_code": "21001", "accessibility": ["lift"]})
    await staff.post(f"{office}/special-hours", json={"from_day": "2099-12-31", "note": "Свято"})
    page = (await staff.get("/offices/desna")).text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(block)
    assert (told["@context"], told["@type"]) == ("https://schema.org", "GovernmentOffice")
    assert told["name"] == details["name"]
    assert told["telephone"] == "+380671234567"
    assert told["address"] == {
        "@type": "PostalAddress",
        "streetAddress": seen["office"]["address"],
        "addressCountry": "UA",
        "postalCode": "21001",
    }
    assert told["geo"]["latitude"] == seen["office"]["latitude"]
    monday = {"@type": "OpeningHoursSpecification", "dayOfWeek": "https://schema.org/Monday"}
    assert monday | {"opens": "09:00", "closes": "13:00"} in told["openingHoursSpecification"]
    [closed] = told["specialOpeningHoursSpecification"]
    assert (closed["validFrom"], closed["opens"], closed["closes"]) == ("2099-12-31", "00:00", "00:00")
    assert told["amenityFeature"][0]["name"] == "lift"
    assert told["url"].endswith("/offices/desna")
    await staff.post(f"{office}/suspension", json={"notice": "Ремонт"})
    assert '"openingHoursSpecification"' not in (await staff.get("/offices/desna")).text
