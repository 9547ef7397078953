"""Book an appointment: a resident chooses a free time at an office, without an account."""

from typing import Literal
from uuid import UUID

from fastapi import Request, Response
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.formats.written import Moment
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_events.model.consultations import appointment_facts
from liaison_events.model.consultations.appointment import Appointment, AppointmentStatus, take_slot
from liaison_events.model.consultations.consultation import ConsultationTopic
from liaison_events.model.sign_ups.contacts import checked
from liaison_events.model.sign_ups.sign_up import hashed, new_token
from liaison_events.model.texts import Line

router = web.router(ANYBODY)


class Wish(BaseModel):
    """At least one of phone and email. `consent`: we may keep the contact until a month after the appointment."""

    office_id: UUID
    starts_at: Moment = Field(description="One of the free times; without an offset, Europe/Kyiv wall-clock time.")
    topic: ConsultationTopic = ConsultationTopic.OTHER
    name: Line = Field(max_length=100)
    phone: Line | None = Field(None, max_length=40)
    email: Line | None = Field(None, max_length=254)
    consent: bool = False
    language: Literal["uk", "en"] = Field("uk", description="What they are written to in.")


class Booked(BaseModel):
    """`link` is the resident's own page; it is told once, here."""

    appointment_id: UUID
    link: str


@router.post("/appointments", status_code=201)
async def book_appointment(session: Session, wish: Wish, request: Request, response: Response) -> Booked:
    who = checked(wish.name, wish.phone, wish.email, consent=wish.consent)
    token = new_token()
    appointment = Appointment(
        id=new_id(),
        version=1,
        office_id=wish.office_id,
        topic=wish.topic,
        name=who.name,
        phone=who.phone,
        email=who.email,
        status=AppointmentStatus.BOOKED,
        token_hash=hashed(token),
        created_at=clock.now(),
    )
    await take_slot(session, appointment, wish.starts_at, clock.now())
    response.headers["Location"] = f"/appointments/mine/{token}"
    link = f"{request.app.state.settings.url.rstrip('/')}/appointments/mine/{token}"
    outbox.publish(session, await appointment_facts.booked(session, appointment))
    outbox.publish(session, await appointment_facts.contact(session, appointment, link, wish.language))
    return Booked(appointment_id=appointment.id, link=link)
