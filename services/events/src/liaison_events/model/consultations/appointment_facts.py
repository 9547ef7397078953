"""What is told of an appointment: when and at which office, and, sealed, how to reach who has it."""

from typing import Any

from liaison_contracts.consultations import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentContact,
    AppointmentMoved,
)
from liaison_contracts.notifications import Contact
from liaison_kit import clock
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.consultations.appointment import Appointment
from liaison_events.model.office import OfficeCopy
from liaison_events.model.sealing_key import seal_for_notifications, seal_nobody


async def booked(session: AsyncSession, appointment: Appointment) -> AppointmentBooked:
    return AppointmentBooked(**await _said(session, appointment))


async def moved(session: AsyncSession, appointment: Appointment) -> AppointmentMoved:
    return AppointmentMoved(**await _said(session, appointment))


async def cancelled(session: AsyncSession, appointment: Appointment, *, by_office: bool) -> AppointmentCancelled:
    return AppointmentCancelled(**await _said(session, appointment), by_office=by_office)


async def contact(session: AsyncSession, appointment: Appointment, link: str, language: str) -> AppointmentContact:
    """Unavailable before notifications has told its key. The link is in it, as nobody knows it later."""
    who = Contact(
        name=appointment.name or "", phone=appointment.phone, email=appointment.email, link=link, language=language
    )
    return _boxed(appointment, *await seal_for_notifications(session, who))


async def nobody(session: AsyncSession, appointment: Appointment) -> AppointmentContact:
    """Takes the place of the contact of who was erased."""
    return _boxed(appointment, *await seal_nobody(session))


def _boxed(appointment: Appointment, sealed: str, key_version: int) -> AppointmentContact:
    said = {"occurred_on": clock.today(), "appointment_id": appointment.id, "version": appointment.version}
    return AppointmentContact(**said, sealed=sealed, key_version=key_version)


async def _said(session: AsyncSession, appointment: Appointment) -> dict[str, Any]:
    office = await session.get_one(OfficeCopy, appointment.office_id)
    return {
        "occurred_on": clock.today(),
        "appointment_id": appointment.id,
        "version": appointment.version,
        "office_id": office.id,
        "office_name": office.name,
        "address": office.address,
        "starts_at": appointment.starts_at,
        "ends_at": appointment.ends_at,
    }
