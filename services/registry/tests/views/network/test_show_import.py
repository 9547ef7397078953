"""The page where files are imported."""

import httpx


async def test_it_offers_both_uploads_and_says_what_happens(staff: httpx.AsyncClient) -> None:
    page = await staff.get("/network")
    assert 'action="/network"' in page.text
    assert 'formaction="/cso/import?dry_run=true"' in page.text
    assert "Імена керівників не зберігаються." in page.text
    assert "Ще нічого не імпортовано." in page.text


async def test_it_leads_to_what_came_of_earlier_imports(staff: httpx.AsyncClient, network: str) -> None:
    imported = await staff.post("/api/registry/v1/network", content=network.encode())
    page = await staff.get("/network")
    assert f'href="{imported.headers["location"]}"' in page.text
    assert '<a href="/districts">8</a>' in page.text


async def test_it_is_for_staff(client: httpx.AsyncClient) -> None:
    assert (await client.get("/network")).status_code == 401
