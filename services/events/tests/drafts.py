"""Steps of tests about drafts."""

from typing import Any

import httpx

from services.events.tests.conftest import HALL

URL = "/api/events/v1/events/drafts"
WHOLE = {
    "title": "Таємний задум",
    "description": "Ще не всі знають.",
    "kind": "lecture",
    "room_id": str(HALL),
    "starts_at": "2023-06-10T18:00",
    "ends_at": "2023-06-10T20:00",
}


async def saved(staff: httpx.AsyncClient, **plan: Any) -> str:
    """The id of a new draft."""
    answer = await staff.post(URL, json=plan)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
