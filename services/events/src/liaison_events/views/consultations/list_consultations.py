"""List a day's consultations, and those where it is time to ask what came of them."""

from datetime import date, timedelta
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
from liaison_events.model.consultations.consultation import Consultation, ShownConsultation, due_on
from liaison_events.model.workplace import in_scope

router = web.router(only(Role.WORKER, Role.COORDINATOR))

MOST = 200


class Row(ShownConsultation):
    """With the name of its office."""

    office_name: str
    office_name_en: str


class ConsultationList(BaseModel):
    """`due` counts from today, whatever day is shown; `before` and `after` are the days beside it."""

    day: date
    before: date
    after: date | None
    office: UUID | None
    offices: list[OfficeChoice]
    consultations: list[Row]
    due: list[Row]


@router.get("/consultations")
async def list_consultations(
    session: Session,
    worker: Worker,
    day: Annotated[date | None, LeftEmpty, Query(ge=date(2000, 1, 1), lt=date(2200, 1, 1))] = None,
    office: Annotated[UUID | None, LeftEmpty, Query()] = None,
) -> ConsultationList:
    day, today = day or clock.today(), clock.today()
    offices = (await session.scalars(select(OfficeCopy).where(in_scope(worker)).order_by(OfficeCopy.name))).all()
    names = {one.id: one for one in offices if office in (None, one.id)}
    mine = select(Consultation).where(Consultation.office_id.in_(names)).limit(MOST)
    of_day = mine.where(Consultation.given_on == day).order_by(Consultation.logged_at.desc(), Consultation.id)
    due = mine.where(due_on(today)).order_by(Consultation.follow_up_on, Consultation.id)

    def row(one: Consultation) -> Row:
        at = names[one.office_id]
        return Row(**one.shown().model_dump(), office_name=at.name, office_name_en=at.name_en)

    return ConsultationList(
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1) if day < today else None,
        office=office,
        offices=office_choices(offices),
        consultations=[row(one) for one in await session.scalars(of_day)],
        due=[row(one) for one in await session.scalars(due)],
    )
