"""When an appointment does not take place: what waits is called off, and who lost it by the office is told."""

from liaison_contracts.consultations import AppointmentCancelled
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.planning.appointments import keep_appointment


@on(AppointmentCancelled, holds="appointment_id")
async def on_appointment_cancelled(session: AsyncSession, fact: AppointmentCancelled) -> None:
    await keep_appointment(session, fact, clock.now())
