"""The list of offices."""

from datetime import datetime

import httpx
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Office

from services.registry.tests.conftest import planned_office


async def test_a_resident_finds_an_office(client: httpx.AsyncClient, office: Office) -> None:
    page = await client.get("/offices")
    assert "Офіс у Вінницьких Хуторах" in page.text
    assert 'href="/offices/khutory"' in page.text
    assert "/network" not in page.text


async def test_without_offices_it_says_what_to_do_next(staff: httpx.AsyncClient) -> None:
    page = await staff.get("/offices")
    assert "Щоб почати, імпортуйте мережу." in page.text
    assert 'href="/network"' in page.text


async def test_a_resident_asks_for_a_district_a_service_an_open_door_and_no_steps(
    staff: httpx.AsyncClient, office: Office, catalogued: str, offered: str
) -> None:
    at = f"/api/registry/v1/offices/{office.id}"

    async def found(query: str) -> list[str]:
        answer = await staff.get(f"/api/registry/v1/offices?{query}")
        assert answer.status_code == 200, answer.text
        return [one["slug"] for one in answer.json()["offices"]]

    assert await found(f"district={office.district_id}&service={catalogued}") == ["khutory"]
    assert await found(f"district={new_id()}") == await found(f"service={new_id()}") == await found("step_free=1") == []
    details = {"name": "Хутори", "name_en": "Khutory", "accessibility": ["lift", "step_free_entrance"]}
    await staff.post(f"{at}/details", json=details)
    assert await found("step_free=true&district=&service=") == ["khutory"]
    await staff.post(f"{at}/opening", json={"override_reason": "x"})
    await staff.post(f"{at}/special-hours", json={"from_day": "2099-05-04", "hours": "10:00–11:00", "note": "x"})
    with clock.set_to(datetime(2099, 5, 4, 10, 30, tzinfo=clock.KYIV)):
        assert await found("open_now=true") == ["khutory"]
    with clock.set_to(datetime(2099, 5, 4, 11, 0, tzinfo=clock.KYIV)):
        assert await found("open_now=true") == []
    page = (await staff.get("/offices?step_free=true&open_now=true")).text
    assert 'href="/offices?step_free=true&amp;map=moving#map"' in (await staff.get("/offices?step_free=true")).text
    assert "Такого офісу немає" in page
    assert page.count("checked") == 2


async def test_a_long_list_comes_in_pages_and_keeps_what_was_asked_for(
    client: httpx.AsyncClient, office: Office, database: Database
) -> None:
    async with database.transaction() as session:
        session.add_all(planned_office(office.district_id, f"office-{number}") for number in range(50))
    first = (await client.get("/api/registry/v1/offices")).json()
    second = (await client.get("/api/registry/v1/offices?page=2")).json()
    assert (len(first["offices"]), len(second["offices"]), first["found"], first["pages"]) == (50, 1, 51, 2)
    assert {one["slug"] for one in second["offices"]}.isdisjoint(one["slug"] for one in first["offices"])
    page = (await client.get(f"/offices?district={office.district_id}")).text
    assert f"district={office.district_id}&amp;page=2" in page
    assert "На цій сторінці списку нічого немає" in (await client.get("/offices?page=3")).text
