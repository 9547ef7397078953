"""Calling an appointment off for somebody."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_kit.database import new_id

from services.events.tests.consulting import HaveAppointment

Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
At = Callable[[timedelta], Any]


async def test_a_worker_calls_it_off_by_telephone(
    staff: httpx.AsyncClient, have_appointment: HaveAppointment, at: At, payloads: Payloads
) -> None:
    appointment = await have_appointment()
    with at(timedelta()):
        answer = await staff.post(f"/api/events/v1/appointments/{appointment.id}/calling-off")
        day = (await staff.get("/api/events/v1/appointments/day?day=2023-06-12")).json()
    assert answer.json() == {"status": "cancelled"}
    assert day["appointments"] == []
    (told,) = await payloads()
    assert (told["type"], told["data"]["by_office"]) == ("liaison.events.AppointmentCancelled.v1", True)


async def test_another_offices_worker_is_refused(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], have_appointment: HaveAppointment, at: At
) -> None:
    appointment = await have_appointment()
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    with at(timedelta()):
        answer = await worker.post(f"/api/events/v1/appointments/{appointment.id}/calling-off")
    assert answer.status_code == 403
