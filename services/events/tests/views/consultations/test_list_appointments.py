"""The day's appointments."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model.consultations.appointment import AppointmentPlan

from services.events.tests.consulting import HaveAppointment


async def test_the_next_one_becomes_a_consultation_by_one_key(
    staff: httpx.AsyncClient,
    have_appointment: HaveAppointment,
    plan: AppointmentPlan,
    at: Callable[[timedelta], Any],
) -> None:
    first = await have_appointment(status="kept")
    later = timedelta(hours=1)
    second = await have_appointment(
        starts_at=first.starts_at + later, ends_at=first.ends_at + later, token_hash="y", name="Друга"
    )
    with at(timedelta(days=1, hours=14)):
        page = (await staff.get("/appointments/day")).text
    [link] = [tag for tag in page.split("<a ") if "autofocus" in tag]
    assert f"/consultations/new?appointment={second.id}" in link
    assert "Прийнято" in page


async def test_an_empty_day_says_so_and_leads_to_the_plan(staff: httpx.AsyncClient, plan: AppointmentPlan) -> None:
    page = (await staff.get("/appointments/day?day=2023-06-11")).text
    assert "На цей день ніхто не записався" in page
    assert f"/appointments/plans/{plan.id}" in page
