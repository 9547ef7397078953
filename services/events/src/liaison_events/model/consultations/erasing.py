"""Erasing whoever has an appointment: at their wish, and once more where a restored backup has brought them back."""

from datetime import datetime

from liaison_kit import outbox
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.consultations import appointment_facts
from liaison_events.model.consultations.appointment import Appointment


async def erase(session: AsyncSession, appointment: Appointment, asked_at: datetime) -> None:
    """Who it was is gone, here and where messages are sent. Asked before it begins, it gives the time back."""
    if appointment.is_to_come(asked_at):
        appointment.cancel(asked_at)
        outbox.publish(session, await appointment_facts.cancelled(session, appointment, by_office=False))
    if appointment.is_known:
        appointment.forget()
        appointment.changed()
        # A contact of nobody takes the place of theirs, also where messages are sent.
        outbox.publish(session, await appointment_facts.nobody(session, appointment))
