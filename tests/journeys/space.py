"""What a network has of requests for rooms: one that waits for its office."""

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.network import Network


async def ask_for_space(network: Network, office: dict[str, Any], starts_at: datetime) -> str:
    """The path of the page of those who asked."""
    body = {
        "room_id": office["rooms"][0]["id"],
        "title": "Репетиція хору",
        "description": "Співаємо щотижня, потрібні лише стільці.",
        "people": 4,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        "organisation": "ГО «Криниця Хуторів»",
        "name": "Одарка Сторінкова",
        "phone": "067 123 45 80",
        "consent": True,
    }
    asked = await network.done("/api/events/v1/space/requests", staff=False, json=body)
    return "/space/mine/" + str(asked["link"].rpartition("/")[2])
