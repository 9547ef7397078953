"""When somebody who has an appointment leaves a contact: it is kept sealed, and what waited for it is planned."""

from liaison_contracts.consultations import AppointmentContact
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import SignUpCopy
from liaison_notifications.model.planning.planning import keep_contact, plan_messages


@on(AppointmentContact, holds="appointment_id")
async def on_appointment_contact(session: AsyncSession, fact: AppointmentContact) -> None:
    await keep_contact(session, fact.appointment_id, fact.appointment_id, fact, clock.now())
    await plan_messages(session, SignUpCopy.id == fact.appointment_id, clock.now())
