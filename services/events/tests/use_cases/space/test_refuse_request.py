"""Refusing a request for space."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import OfficeCopy

from services.events.tests.asking import URL, ask


async def test_those_who_asked_read_why(
    staff: httpx.AsyncClient,
    office: OfficeCopy,
    at: Callable[[timedelta], Any],
    fields: Callable[[httpx.Response], list[str]],
) -> None:
    with at(timedelta()):
        request, mine = await ask(staff)
        assert fields(await staff.post(f"{URL}/requests/{request}/refusal", json={})) == ["reason"]
        answer = await staff.post(f"{URL}/requests/{request}/refusal", json={"reason": "Того дня тут ремонт."})
        assert answer.json()["status"] == "refused"
        assert (await staff.get(mine)).json()["request"]["reason"] == "Того дня тут ремонт."
        assert "Того дня тут ремонт." in (await staff.get(mine.removeprefix("/api/events/v1"))).text
