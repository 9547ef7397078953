"""When somebody has an appointment: they are told when and where, by every channel they left."""

from liaison_contracts.consultations import AppointmentBooked
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.planning.appointments import keep_appointment


@on(AppointmentBooked, holds="appointment_id")
async def on_appointment_booked(session: AsyncSession, fact: AppointmentBooked) -> None:
    await keep_appointment(session, fact, clock.now())
