"""List a day's appointments: a worker sees who comes when, and one key begins the consultation of the next."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy
from liaison_events.model.choices import OfficeChoice, office_choices
from liaison_events.model.consultations.appointment import Appointment, AppointmentStatus
from liaison_events.model.consultations.consultation import ConsultationTopic
from liaison_events.model.workplace import in_scope

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class Row(BaseModel):
    """An appointment; name and contacts are None once they were forgotten."""

    id: UUID
    office_name: str
    office_name_en: str
    starts_at: datetime
    ends_at: datetime
    adviser: int
    topic: ConsultationTopic
    name: str | None
    phone: str | None
    email: str | None
    status: AppointmentStatus


class AppointmentDay(BaseModel):
    """`next_id`: the first of today's that has not become a consultation yet."""

    day: date
    before: date
    after: date
    today: date
    appointments: list[Row]
    next_id: UUID | None
    offices: list[OfficeChoice]


@router.get("/appointments/day")
async def list_appointments(
    session: Session,
    worker: Worker,
    day: Annotated[date | None, LeftEmpty, Query(ge=date(2000, 1, 1), lt=date(2200, 1, 1))] = None,
) -> AppointmentDay:
    day = day or clock.today()
    offices = (await session.scalars(select(OfficeCopy).where(in_scope(worker)).order_by(OfficeCopy.name))).all()
    names = {one.id: one for one in offices}
    mine = select(Appointment).where(Appointment.office_id.in_(names), Appointment.day == day)
    active = mine.where(Appointment.status != AppointmentStatus.CANCELLED)
    rows = [
        Row(
            office_name=names[one.office_id].name,
            office_name_en=names[one.office_id].name_en,
            **{name: getattr(one, name) for name in Row.model_fields if not name.startswith("office")},
        )
        for one in await session.scalars(active.order_by(Appointment.starts_at, Appointment.adviser))
    ]
    waiting = (one.id for one in rows if one.status == AppointmentStatus.BOOKED)
    return AppointmentDay(
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        today=clock.today(),
        appointments=rows,
        next_id=next(waiting, None) if day == clock.today() else None,
        offices=office_choices(offices),
    )
