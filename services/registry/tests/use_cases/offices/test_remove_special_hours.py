"""Removing special hours is tested where they are set; here is what only removing can do wrong."""

import httpx
from liaison_kit.database import new_id


async def test_there_is_no_such_office(staff: httpx.AsyncClient) -> None:
    address = f"/api/registry/v1/offices/{new_id()}/special-hours/2026-12-31/removal"
    assert (await staff.post(address)).status_code == 404
