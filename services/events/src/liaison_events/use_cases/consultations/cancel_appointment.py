"""Cancel an appointment: whoever holds its link gives the time back, and it is free for somebody else."""

from liaison_kit import clock, outbox, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model.consultations import appointment_facts
from liaison_events.model.consultations.appointment import AppointmentStatus, appointment_of

router = web.router(ANYBODY)


class Outcome(BaseModel):
    """Cancelled, also if it was before."""

    status: AppointmentStatus


@router.post("/appointments/mine/{token}/cancellation", dependencies=[personal_link])
async def cancel_appointment(session: Session, token: str) -> Outcome:
    appointment = await session.scalar(appointment_of(token).with_for_update())
    if appointment is None:
        raise NotFound
    if appointment.cancel(clock.now()):
        outbox.publish(session, await appointment_facts.cancelled(session, appointment, by_office=False))
    return Outcome(status=AppointmentStatus(appointment.status))
