"""Taking a consultation back."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_events.model.consultations.consultation import Consultation
from liaison_kit.database import Database

from services.events.tests.consulting import HaveAppointment, HaveConsultation

Published = Callable[[], Awaitable[list[str]]]


def url(consultation: Consultation) -> str:
    return f"/api/events/v1/consultations/{consultation.id}/taking-back"


async def test_it_does_not_count_any_more_and_the_name_is_gone(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, published: Published, database: Database
) -> None:
    consultation = await have_consultation(person="Оксана", consented_on="2023-06-10")
    assert (await staff.post(url(consultation))).json()["taken_back"]
    assert await published() == ["ConsultationTakenBack"]
    async with database.reading() as session:
        assert (await session.get_one(Consultation, consultation.id)).person is None


async def test_twice_is_once(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, published: Published
) -> None:
    consultation = await have_consultation()
    for _ in range(2):
        assert (await staff.post(url(consultation))).status_code == 200
    assert await published() == ["ConsultationTakenBack"]


async def test_the_appointment_it_was_made_from_waits_again(
    staff: httpx.AsyncClient, have_appointment: HaveAppointment
) -> None:
    appointment = await have_appointment()
    said = {"topic": "social", "appointment_id": str(appointment.id), "given_on": "2023-06-10"}
    first = await staff.post("/api/events/v1/consultations", json=said)
    assert (await staff.post("/api/events/v1/consultations", json=said)).status_code == 409
    await staff.post(f"/api/events/v1/consultations/{first.json()['consultation_id']}/taking-back")
    assert (await staff.post("/api/events/v1/consultations", json=said)).status_code == 201
