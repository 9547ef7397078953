"""Move an appointment: whoever holds its link takes another free time at the same office."""

from datetime import datetime

from fastapi import Response
from liaison_kit import clock, outbox, web
from liaison_kit.errors import NotFound
from liaison_kit.formats.written import Moment
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field

from liaison_events.model.consultations import appointment_facts
from liaison_events.model.consultations.appointment import Appointment, appointment_of, plan_of, take_slot

router = web.router(ANYBODY)


class OtherTime(BaseModel):
    """One of the free times; without an offset, Europe/Kyiv wall-clock time."""

    starts_at: Moment = Field(description="When it begins.")


class Moved(BaseModel):
    """When it is from now on, UTC."""

    starts_at: datetime
    ends_at: datetime


@router.post("/appointments/mine/{token}/move", dependencies=[personal_link])
async def move_appointment(
    session: Session, token: str, time: OtherTime, expected: IfMatch, response: Response
) -> Moved:
    office_id = await session.scalar(appointment_of(token).with_only_columns(Appointment.office_id))
    if office_id is None:
        raise NotFound
    # The plan before the appointment, as when one is booked: bookings at one office follow each other.
    await plan_of(session, office_id)
    appointment = (await session.scalars(appointment_of(token).with_for_update())).one()
    expected.must_be(appointment)
    appointment.must_be_to_come(clock.now())
    await take_slot(session, appointment, time.starts_at, clock.now())
    appointment.changed()
    outbox.publish(session, await appointment_facts.moved(session, appointment))
    tell_version(response, appointment.version)
    return Moved(starts_at=appointment.starts_at, ends_at=appointment.ends_at)
