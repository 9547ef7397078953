"""Show an office's free times for an appointment, and the form that books one."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy
from liaison_events.model.consultations.free_slots import free_slots

router = web.router(ANYBODY)


class FreeDay(BaseModel):
    """A day with at least one free time; the times are UTC."""

    day: date
    times: list[datetime]


class AppointmentSlots(BaseModel):
    """The next days that have free times, soonest first; `chosen` is the one that was asked for, or the first."""

    office_id: UUID
    slug: str
    name: str
    name_en: str
    address: str
    address_en: str
    days: list[FreeDay]
    chosen: FreeDay | None


@router.get("/appointments/offices/{slug}")
async def show_appointment_slots(
    session: Session, slug: str, day: Annotated[date | None, LeftEmpty, Query()] = None
) -> AppointmentSlots:
    office = await session.scalar(select(OfficeCopy).where(OfficeCopy.slug == slug))
    if office is None:
        raise NotFound
    free = await free_slots(session, office, clock.now())
    days = [FreeDay(day=day, times=times) for day, times in free.items()]
    names = ("slug", "name", "name_en", "address", "address_en")
    return AppointmentSlots(
        office_id=office.id,
        **{name: getattr(office, name) for name in names},
        days=days,
        chosen=next((one for one in days if one.day == day), next(iter(days), None)),
    )
