"""Booking an appointment."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.notifications import Contact
from liaison_events.model.consultations.appointment import Appointment, AppointmentPlan
from liaison_kit import sealing
from liaison_kit.database import Database
from nacl.public import PrivateKey
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from services.events.tests.consulting import OFFICE, Add, HaveAppointment, a_plan, an_appointment

Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
URL = "/api/events/v1/appointments"
OKSANA = {"office_id": str(OFFICE), "name": "Оксана Планктон", "phone": "067 123 45 67", "consent": True}
NINE, TEN = "2023-06-12T09:00", "2023-06-12T10:00"
FIRST = "2023-06-12T06:00:00+00:00"


@pytest.fixture(autouse=True)
def the_saturday_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta()):
        yield


async def booked(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Appointment)) or 0


async def test_a_resident_books_a_free_time_and_has_a_link_of_their_own(
    client: httpx.AsyncClient, plan: AppointmentPlan, database: Database
) -> None:
    answer = await client.post(URL, json=OKSANA | {"starts_at": NINE})
    assert answer.status_code == 201, answer.text
    token = answer.json()["link"].rpartition("/appointments/mine/")[2]
    assert answer.headers["location"] == f"/appointments/mine/{token}"
    page = (await client.get(f"/api/events/v1/appointments/mine/{token}")).json()
    assert (page["starts_at"], page["ends_at"]) == ("2023-06-12T06:00:00Z", "2023-06-12T07:00:00Z")
    assert "Планктон" not in str(page)


async def test_how_to_reach_them_is_told_sealed_and_when_and_where_without_saying_who(
    client: httpx.AsyncClient, plan: AppointmentPlan, key: PrivateKey, payloads: Payloads
) -> None:
    answer = await client.post(URL, json=OKSANA | {"starts_at": NINE, "language": "en"})
    sent = {record["type"]: record["data"] for record in await payloads()}
    booked = sent.pop("liaison.events.AppointmentBooked.v1")
    contact = sent.pop("liaison.events.AppointmentContact.v1")
    assert sent == {}
    assert "Планктон" not in f"{booked}{contact}"
    assert (booked["starts_at"], booked["office_id"]) == ("2023-06-12T06:00:00Z", str(OFFICE))
    told = Contact.model_validate_json(sealing.unseal(contact["sealed"], key))
    assert (told.name, told.phone, told.email) == ("Оксана Планктон", "+380671234567", None)
    assert (told.link, told.language) == (answer.json()["link"], "en")


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"consent": False}, "consent"),
        ({"phone": None}, "phone"),
        ({"starts_at": "2023-06-12T09:30"}, "starts_at"),  # between two
        ({"starts_at": "2023-06-12T12:00"}, "starts_at"),  # when it closes
        ({"starts_at": "2023-06-11T09:00"}, "starts_at"),  # a Sunday
        ({"starts_at": "2023-06-09T09:00"}, "starts_at"),  # a day that has passed
        ({"starts_at": "2023-06-26T09:00"}, "starts_at"),  # further ahead than is planned
    ],
)
async def test_what_is_wrong_is_refused_by_its_field(
    client: httpx.AsyncClient,
    plan: AppointmentPlan,
    fields: Callable[[httpx.Response], list[str]],
    changes: dict[str, Any],
    field: str,
) -> None:
    answer = await client.post(URL, json=OKSANA | {"starts_at": NINE} | changes)
    assert (answer.status_code, fields(answer)) == (422, [field])


async def test_an_office_without_a_plan_gives_none(client: httpx.AsyncClient, have_office: Any) -> None:
    await have_office()
    assert (await client.post(URL, json=OKSANA | {"starts_at": NINE})).status_code == 409


@pytest.mark.usefixtures("key")
async def test_of_many_who_want_the_same_time_at_once_as_many_have_it_as_there_are_advisers(
    client: httpx.AsyncClient, have_office: Any, add: Add, database: Database
) -> None:
    await have_office()
    await add(a_plan(advisers=2))
    people = [OKSANA | {"starts_at": NINE, "phone": f"+38067{number:07}"} for number in range(12)]
    answers = await asyncio.gather(*(client.post(URL, json=person) for person in people))
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 10
    assert await booked(database) == 2


async def test_the_database_itself_refuses_an_adviser_two_people_at_a_time(
    have_appointment: HaveAppointment, add: Add
) -> None:
    await have_appointment()
    half_past = an_appointment().starts_at + timedelta(minutes=30)
    with pytest.raises(IntegrityError, match="ex_appointment_adviser"):
        await add(an_appointment(starts_at=half_past, phone="+380671234568", token_hash="y"))


async def test_a_second_one_of_the_same_person_on_the_same_day_is_refused(
    client: httpx.AsyncClient, plan: AppointmentPlan
) -> None:
    await client.post(URL, json=OKSANA | {"starts_at": NINE})
    assert (await client.post(URL, json=OKSANA | {"starts_at": TEN})).status_code == 409
    assert (await client.post(URL, json=OKSANA | {"starts_at": "2023-06-13T10:00"})).status_code == 201


async def test_it_takes_a_browsers_form(client: httpx.AsyncClient, plan: AppointmentPlan) -> None:
    form = OKSANA | {
        "_page": "/appointments/offices/khutory",
        "consent": "true",
        "starts_at": "2023-06-12T06:00:00+00:00",
    }
    page = await client.post("/appointments", data=form, follow_redirects=True)
    assert "Вас записано на прийом" in page.text
    refused = await client.post("/appointments", data=form | {"phone": "067 123 45 68"})
    assert refused.status_code == 409
    assert "Хтось вас випередив" in refused.text
    assert "Оксана Планктон" in refused.text
