"""Show a consultation: what was done, for whom as long as that is kept, what came of it, and its corrections."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model.consultations.consultation import Consultation, ConsultationChange, ShownConsultation
from liaison_events.model.workplace import office_copy

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class Change(BaseModel):
    """What it said before, of what was changed."""

    at: datetime
    before: dict[str, Any]


class ConsultationPage(BaseModel):
    """`person` and `contact` are None for an anonymous one, and once they were forgotten."""

    consultation: ShownConsultation
    office_name: str
    office_name_en: str
    person: str | None
    contact: str | None
    changes: list[Change]


@router.get("/consultations/{consultation_id}")
async def show_consultation(
    session: Session, worker: Worker, consultation_id: UUID, response: Response
) -> ConsultationPage:
    consultation = await get(session, Consultation, consultation_id)
    worker.must_run(consultation.office_id)
    office = await office_copy(session, consultation.office_id)
    mine = select(ConsultationChange).where(ConsultationChange.consultation_id == consultation_id)
    changes = await session.scalars(mine.order_by(ConsultationChange.version.desc()))
    tell_version(response, consultation.version)
    return ConsultationPage(
        consultation=consultation.shown(),
        office_name=office.name,
        office_name_en=office.name_en,
        person=consultation.person,
        contact=consultation.contact,
        changes=[Change.model_validate(one, from_attributes=True) for one in changes],
    )
