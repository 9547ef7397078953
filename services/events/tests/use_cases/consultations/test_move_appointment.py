"""Moving an appointment."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model.consultations.appointment import AppointmentPlan

from services.events.tests.consulting import MONDAY, TOKEN, HaveAppointment

URL = f"/api/events/v1/appointments/mine/{TOKEN}/move"


@pytest.fixture(autouse=True)
def the_saturday_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta()):
        yield


async def test_it_takes_another_free_time_and_gives_its_own_back(
    client: httpx.AsyncClient,
    plan: AppointmentPlan,
    have_appointment: HaveAppointment,
    published: Callable[[], Awaitable[list[str]]],
) -> None:
    await have_appointment()
    answer = await client.post(URL, json={"starts_at": "2023-06-12T10:00"})
    assert answer.json() == {"starts_at": "2023-06-12T07:00:00Z", "ends_at": "2023-06-12T08:00:00Z"}
    assert await published() == ["AppointmentMoved"]
    days = (await client.get("/api/events/v1/appointments/offices/khutory")).json()["days"]
    monday = next(one for one in days if one["day"] == "2023-06-12")
    assert monday["times"] == ["2023-06-12T06:00:00Z", "2023-06-12T08:00:00Z"]


async def test_a_time_that_somebody_has_is_refused_and_the_old_one_stays(
    client: httpx.AsyncClient, plan: AppointmentPlan, have_appointment: HaveAppointment
) -> None:
    await have_appointment()
    ten = MONDAY + timedelta(hours=1)
    other = {"starts_at": ten, "ends_at": ten + timedelta(hours=1), "phone": "+380671234568", "token_hash": "y"}
    await have_appointment(**other)
    assert (await client.post(URL, json={"starts_at": "2023-06-12T10:00"})).status_code == 409
    page = (await client.get(f"/api/events/v1/appointments/mine/{TOKEN}")).json()
    assert page["starts_at"] == "2023-06-12T06:00:00Z"


async def test_what_is_over_is_not_moved(
    client: httpx.AsyncClient,
    plan: AppointmentPlan,
    have_appointment: HaveAppointment,
    at: Callable[[timedelta], Any],
) -> None:
    await have_appointment()
    with at(timedelta(days=2)):
        assert (await client.post(URL, json={"starts_at": "2023-06-13T10:00"})).status_code == 409


async def test_a_wrong_link_leads_nowhere(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/events/v1/appointments/mine/x/move", json={"starts_at": "2023-06-13T10:00"})
    assert answer.status_code == 404


async def test_whoever_moved_it_in_another_window_is_seen(
    client: httpx.AsyncClient, plan: AppointmentPlan, have_appointment: HaveAppointment
) -> None:
    await have_appointment()
    seen = {"if-match": '"1"'}
    assert (await client.post(URL, json={"starts_at": "2023-06-12T10:00"}, headers=seen)).headers["etag"] == '"2"'
    assert (await client.post(URL, json={"starts_at": "2023-06-12T11:00"}, headers=seen)).status_code == 412
