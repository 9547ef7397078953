"""Show the form that logs a consultation: ready for the next one, with what was saved just now."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import func, select

from liaison_events.model import OfficeCopy
from liaison_events.model.choices import OfficeChoice, office_choices
from liaison_events.model.consultations.appointment import Appointment, AppointmentStatus
from liaison_events.model.consultations.consultation import Consultation, ShownConsultation
from liaison_events.model.workplace import in_scope

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class Arrived(BaseModel):
    """Whoever came by appointment, as far as the form is filled in from it."""

    id: UUID
    topic: str
    name: str | None


class ConsultationForm(BaseModel):
    """`office_id`: which of the offices is chosen already; `today`: how many they have logged today."""

    offices: list[OfficeChoice]
    office_id: UUID | None
    saved: ShownConsultation | None
    appointment: Arrived | None
    today: int


Id = Annotated[UUID | None, LeftEmpty, Query()]


@router.get("/consultations/new")
async def show_consultation_form(
    session: Session, worker: Worker, saved: Id = None, appointment: Id = None
) -> ConsultationForm:
    offices = (await session.scalars(select(OfficeCopy).where(in_scope(worker)).order_by(OfficeCopy.name))).all()
    mine = {office.id for office in offices}
    last = await session.get(Consultation, saved) if saved else None
    comes = await session.get(Appointment, appointment) if appointment else None
    if comes and (comes.office_id not in mine or comes.status != AppointmentStatus.BOOKED):
        comes = None
    # Whoever has several offices is mostly at the one where they logged the last consultation.
    latest = select(Consultation.office_id).where(Consultation.logged_by == worker.id)
    before = await session.scalar(latest.order_by(Consultation.logged_at.desc()).limit(1))
    office_id = comes.office_id if comes else before if before in mine else next(iter(mine)) if len(mine) == 1 else None
    today = select(func.count()).select_from(Consultation)
    counted = (Consultation.given_on == clock.today()) & Consultation.taken_back_at.is_(None)
    return ConsultationForm(
        offices=office_choices(offices),
        office_id=office_id,
        saved=last.shown() if last and last.office_id in mine else None,
        appointment=Arrived.model_validate(comes, from_attributes=True) if comes else None,
        today=await session.scalar(today.where(counted, Consultation.office_id.in_(mine))) or 0,
    )
