"""Cancelling an appointment."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model.consultations.appointment import AppointmentPlan

from services.events.tests.consulting import TOKEN, HaveAppointment

URL = f"/api/events/v1/appointments/mine/{TOKEN}/cancellation"
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
At = Callable[[timedelta], Any]


async def test_the_time_is_free_again(
    client: httpx.AsyncClient, plan: AppointmentPlan, have_appointment: HaveAppointment, at: At, payloads: Payloads
) -> None:
    await have_appointment()
    with at(timedelta()):
        for _ in range(2):
            assert (await client.post(URL)).json() == {"status": "cancelled"}
        (told,) = await payloads()
        assert (told["type"], told["data"]["by_office"]) == ("liaison.events.AppointmentCancelled.v1", False)
        wish = {"office_id": str(plan.id), "name": "Інша", "phone": "067 123 45 68", "consent": True}
        again = await client.post("/api/events/v1/appointments", json=wish | {"starts_at": "2023-06-12T09:00"})
    assert again.status_code == 201


async def test_not_once_it_has_begun(client: httpx.AsyncClient, have_appointment: HaveAppointment, at: At) -> None:
    await have_appointment()
    with at(timedelta(days=2)):
        assert (await client.post(URL)).status_code == 409
        assert "Скасувати прийом" not in (await client.get(f"/appointments/mine/{TOKEN}")).text
