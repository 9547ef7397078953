"""Call an appointment off: a resident says by telephone that they do not come, or the office cannot keep it."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model.consultations import appointment_facts
from liaison_events.model.consultations.appointment import Appointment, AppointmentStatus

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class CalledOff(BaseModel):
    """Cancelled, also if it was before."""

    status: AppointmentStatus


@router.post("/appointments/{appointment_id}/calling-off")
async def call_off_appointment(session: Session, worker: Worker, appointment_id: UUID) -> CalledOff:
    appointment = await get_for_update(session, Appointment, appointment_id)
    worker.must_run(appointment.office_id)
    if appointment.cancel(clock.now()):
        outbox.publish(session, await appointment_facts.cancelled(session, appointment, by_office=True))
    return CalledOff(status=AppointmentStatus(appointment.status))
