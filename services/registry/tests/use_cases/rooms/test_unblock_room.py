"""Unblocking a room is tested where it is blocked; here is what only unblocking can do wrong."""

import httpx
from liaison_kit.database import new_id
from liaison_registry.model import Office

from services.registry.tests.offices import of


async def test_there_is_no_such_room(staff: httpx.AsyncClient, office: Office) -> None:
    assert (await staff.post(of(office, f"rooms/{new_id()}/blockings/{new_id()}/removal"))).status_code == 404
