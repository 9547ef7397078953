"""When somebody who has an appointment leaves a contact: it is kept sealed, and what waited for it is planned."""

from liaison_contracts.consultations import AppointmentContact
from liaison_kit import clock
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, SignUpCopy
from liaison_notifications.model.planning import hold_event, plan_messages


@on(AppointmentContact)
async def on_appointment_contact(session: AsyncSession, fact: AppointmentContact) -> None:
    await hold_event(session, fact.appointment_id)
    await keep_latest(
        session,
        ContactPoint,
        id=fact.appointment_id,
        version=fact.version,
        event_id=fact.appointment_id,
        sealed=fact.sealed,
        key_version=fact.key_version,
        received_at=clock.now(),
    )
    await plan_messages(session, SignUpCopy.id == fact.appointment_id, clock.now())
