"""The list of offices."""

import httpx
from liaison_registry.model import Office


async def test_a_resident_finds_an_office(client: httpx.AsyncClient, office: Office) -> None:
    page = await client.get("/offices")
    assert "Офіс у Вінницьких Хуторах" in page.text
    assert 'href="/offices/khutory"' in page.text
    assert "/network" not in page.text


async def test_without_offices_it_says_what_to_do_next(staff: httpx.AsyncClient) -> None:
    page = await staff.get("/offices")
    assert "Щоб почати, імпортуйте мережу." in page.text
    assert 'href="/network"' in page.text
