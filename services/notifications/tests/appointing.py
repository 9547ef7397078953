"""Facts of appointments, as tests want them: in two days at noon, unless they say otherwise."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from liaison_contracts.consultations import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentContact,
    AppointmentMoved,
)
from liaison_kit.database import new_id
from liaison_notifications.model import Delivery
from sqlalchemy import select

from services.notifications.tests.conftest import START


def _said(appointment_id: UUID, version: int, starts_in: timedelta) -> dict[str, Any]:
    return {
        "appointment_id": appointment_id,
        "version": version,
        "office_id": UUID(int=10),
        "office_name": "Офіс у Вінницьких Хуторах",
        "address": "вул. Незалежності, 1",
        "starts_at": START + starts_in,
        "ends_at": START + starts_in + timedelta(hours=1),
        "occurred_on": START.date(),
    }


def booked(appointment_id: UUID, starts_in: timedelta = timedelta(days=2)) -> AppointmentBooked:
    return AppointmentBooked(**_said(appointment_id, 1, starts_in))


def moved(appointment_id: UUID, starts_in: timedelta, version: int = 2) -> AppointmentMoved:
    return AppointmentMoved(**_said(appointment_id, version, starts_in))


def cancelled(appointment_id: UUID, *, by_office: bool, version: int = 2) -> AppointmentCancelled:
    return AppointmentCancelled(**_said(appointment_id, version, timedelta(days=2)), by_office=by_office)


def contact(story: Any, appointment_id: UUID, **changes: Any) -> AppointmentContact:
    told = story.contact(appointment_id, **changes).model_dump(include={"sealed", "key_version", "occurred_on"})
    return AppointmentContact(**told, appointment_id=appointment_id, version=1)


async def somebody_books(story: Any, **who: Any) -> UUID:
    appointment_id = new_id()
    await story.tell(booked(appointment_id), contact(story, appointment_id, **who))
    await story.work()
    return appointment_id


async def standing(story: Any, purpose: str) -> dict[str, str]:
    """By channel."""
    async with story.database.reading() as session:
        rows = (await session.scalars(select(Delivery).where(Delivery.purpose == purpose))).all()
    return {row.channel: row.status for row in rows}
