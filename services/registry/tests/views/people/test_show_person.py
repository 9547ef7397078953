"""One account, and the forms that make one."""

from uuid import UUID

import httpx
import pytest
from liaison_kit.database import new_id

PEOPLE = "/api/registry/v1/people"


@pytest.mark.usefixtures("sealing_key")
async def test_the_page_offers_what_can_be_done(staff: httpx.AsyncClient) -> None:
    person = {"name": "Ірина", "email": "b@example.org", "roles": ["auditor"]}
    one = (await staff.post(PEOPLE, json=person)).json()["id"]
    page = (await staff.get(f"/people/{one}")).text
    for action in ("roles", "links", "revocation"):
        assert f'action="/people/{one}/{action}"' in page
    assert 'value="auditor" checked' in page
    assert f'href="/people/{one}?confirm=deactivation#confirmation"' in page
    assert "/deactivation" not in page
    assert f'action="/people/{one}/deactivation"' in (await staff.get(f"/people/{one}?confirm=deactivation")).text
    assert "second-factor-reset" not in page
    assert "/second-factor-reset" not in (await staff.get(f"/people/{one}?confirm=second-factor-reset")).text
    back = await staff.post(f"/people/{one}/deactivation", data={"_page": f"/people/{one}"})
    assert back.headers["location"] == f"/people/{one}"
    assert f'action="/people/{one}/reactivation"' in (await staff.get(f"/people/{one}")).text


async def test_an_unknown_account_is_not_found(staff: httpx.AsyncClient) -> None:
    assert (await staff.get(f"/people/{new_id()}")).status_code == 404


@pytest.mark.parametrize("address", ["/people", "/people/new", "/people/programs/new", f"/people/{UUID(int=7)}"])
async def test_the_pages_are_for_administrators(client: httpx.AsyncClient, signed_in: object, address: str) -> None:
    assert (await client.get(address)).status_code == 401
    worker = await signed_in(roles=["worker", "coordinator", "analyst", "auditor"])  # type: ignore[operator]
    assert (await worker.get(address)).status_code == 403
