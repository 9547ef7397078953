"""Withdrawing a request for space."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import OfficeCopy

from services.events.tests.asking import URL, ask


async def test_the_room_is_free_again(
    staff: httpx.AsyncClient, office: OfficeCopy, at: Callable[[timedelta], Any]
) -> None:
    with at(timedelta()):
        first, mine = await ask(staff)
        second, _ = await ask(staff)
        await staff.post(f"{URL}/requests/{first}/approval")
        assert (await staff.post(f"{URL}/requests/{second}/approval")).status_code == 409
        for _ in range(2):
            assert (await staff.post(f"{mine}/withdrawal")).json() == {"status": "withdrawn"}
        assert (await staff.post(f"{URL}/requests/{second}/approval")).status_code == 200
