"""When an appointment is at another time: who has it is told."""

from liaison_contracts.consultations import AppointmentMoved
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.planning.appointments import keep_appointment


@on(AppointmentMoved, holds="appointment_id")
async def on_appointment_moved(session: AsyncSession, fact: AppointmentMoved) -> None:
    await keep_appointment(session, fact, clock.now())
