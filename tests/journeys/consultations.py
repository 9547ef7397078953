"""What a network has of consultations and appointments: one of each, and times that are free."""

import secrets
from typing import Any

from tests.journeys.network import Network

API = "/api/events/v1"


async def log_consultation(network: Network, office: dict[str, Any]) -> str:
    """The id of one that was given to a resident who agreed to be named."""
    said = {"topic": "housing", "tool": "appeal", "outcome": "submitted", "question": "Під’їзд без світла"}
    more = {"reference": "К-17", "office_id": office["id"], "person": "Одарка Сторінкова", "consent": True}
    return str((await network.done(f"{API}/consultations", json=said | more))["consultation_id"])


async def book_appointment(network: Network, office: dict[str, Any]) -> str:
    """The path of its holder's page; waits until events has heard when the office is open."""
    plan = {"minutes": 30, "advisers": 2, "days_ahead": 30}
    await network.done(f"{API}/appointments/plans/{office['id']}", json=plan)
    free = await network.until(f"{API}/appointments/offices/{office['slug']}", lambda found: found["days"])
    # A person has one appointment a day: each call is of another.
    phone = f"+38067{secrets.randbelow(10**7):07}"
    who = {"name": "Одарка Сторінкова", "phone": phone, "consent": True, "office_id": office["id"]}
    wish = who | {"starts_at": free["days"][0]["times"][0]}
    booked = await network.done(f"{API}/appointments", staff=False, json=wish)
    return "/appointments/mine/" + str(booked["link"].rpartition("/")[2])
