"""Removing an absence is tested where it is recorded; here is what only removing can do wrong."""

import httpx
from liaison_kit.database import new_id


async def test_there_is_no_such_absence(staff: httpx.AsyncClient) -> None:
    assert (await staff.post(f"/api/registry/v1/people/{new_id()}/absences/{new_id()}/removal")).status_code == 404
