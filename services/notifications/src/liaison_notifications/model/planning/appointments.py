"""Appointments: an event of two, whose id is that of its one sign-up, too; so what holds for events holds for it."""

from datetime import datetime

from liaison_contracts.consultations import AppointmentBooked, AppointmentCancelled, AppointmentMoved
from liaison_contracts.events import EventStatus
from liaison_kit.database import keep_latest
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import Delivery, SignUpCopy
from liaison_notifications.model.copies import Kind, SignUpStatus
from liaison_notifications.model.planning.changes import keep_copy, plan_change
from liaison_notifications.model.planning.planning import cancel_waiting, plan_messages
from liaison_notifications.model.sending.delivery import Reason

TITLE = "Консультація"
"""Where there is one at all: in a calendar, and on pages of the staff. What it is about is told to nobody."""


async def keep_appointment(
    session: AsyncSession, fact: AppointmentBooked | AppointmentMoved | AppointmentCancelled, now: datetime
) -> None:
    """Keeps what messages say about it, and plans what is to be said."""
    gone = isinstance(fact, AppointmentCancelled)
    standing = SignUpStatus.CONFIRMED
    if isinstance(fact, AppointmentCancelled):
        standing = SignUpStatus.CALLED_OFF if fact.by_office else SignUpStatus.CANCELLED
    said = fact.model_dump(include={"office_id", "office_name", "address", "starts_at", "ends_at"})
    said |= {"kind": Kind.APPOINTMENT, "title": TITLE, "room_name": "", "modified_at": now, "reminder_hours": None}
    said["status"] = EventStatus.CANCELLED if gone else EventStatus.SCHEDULED
    await keep_copy(session, fact.appointment_id, fact.version, said)
    columns = {"id": fact.appointment_id, "version": fact.version, "event_id": fact.appointment_id, "status": standing}
    await keep_latest(session, SignUpCopy, **columns, offered_until=None)
    if gone:
        await cancel_waiting(session, [Delivery.event_id == fact.appointment_id], Reason.SIGN_UP_CANCELLED, now)
    if isinstance(fact, AppointmentMoved):
        await plan_change(session, fact.appointment_id, fact.version, now)
    await plan_messages(session, SignUpCopy.id == fact.appointment_id, now)
