"""The rooms of an office, for those who look after them."""

from typing import Any

import httpx
from liaison_kit.database import new_id
from liaison_registry.model import Office


async def test_without_rooms_it_says_what_to_do(staff: httpx.AsyncClient, office: Office) -> None:
    page = (await staff.get(f"/offices/{office.slug}/rooms?lang=en")).text
    assert "add the first below" in page
    assert (await staff.get("/offices/nowhere/rooms")).status_code == 404
    assert (await staff.get(f"/offices/{office.slug}/rooms/{new_id()}")).status_code == 404


async def test_residents_do_not_come_here(client: httpx.AsyncClient, office: Office, signed_in: Any) -> None:
    assert (await client.get(f"/api/registry/v1/offices/{office.slug}/rooms")).status_code == 401
