"""Steps of tests about requests for space."""

from typing import Any

import httpx

URL = "/api/events/v1/space"
HALL = "00000000-0000-0000-0000-000000000001"
STUDY = "00000000-0000-0000-0000-000000000002"
ASK = {
    "wants": "room",
    "room_id": STUDY,
    "title": "Репетиція хору",
    "description": "Співаємо щотижня.",
    "people": 4,
    "starts_at": "2023-06-12T18:00",
    "ends_at": "2023-06-12T20:00",
    "name": "Оксана Планктон",
    "phone": "067 123 45 67",
    "consent": True,
}
TIME = {"starts_at": "2023-06-13T18:00", "ends_at": "2023-06-13T20:00", "room_id": STUDY}


async def ask(client: httpx.AsyncClient, **changes: Any) -> tuple[str, str]:
    """The id of a request, and the address of its holder's page in the API."""
    answer = await client.post(f"{URL}/requests", json=ASK | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["request_id"], f"{URL}/mine/{answer.json()['link'].rpartition('/')[2]}"
