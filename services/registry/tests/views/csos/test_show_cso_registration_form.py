"""The form that registers a CSO."""

import httpx
from liaison_registry.model import Office


async def test_it_offers_the_districts(staff: httpx.AsyncClient, office: Office) -> None:
    page = await staff.get("/cso/new")
    assert page.status_code == 200
    assert f'value="{office.district_id}"' in page.text


async def test_it_is_for_staff(client: httpx.AsyncClient) -> None:
    page = await client.get("/cso/new")
    assert page.status_code == 401
    assert "/sign-in?to=/cso/new" in page.text
