"""Resuming an office's work is tested where it is suspended; here is what only resuming can do wrong."""

import httpx
from liaison_kit.database import new_id


async def test_there_is_no_such_office(staff: httpx.AsyncClient) -> None:
    assert (await staff.post(f"/api/registry/v1/offices/{new_id()}/resumption")).status_code == 404
