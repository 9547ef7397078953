"""Show the form that plans an office's appointments."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model import OfficeCopy
from liaison_events.model.consultations.appointment import AppointmentPlan

router = web.router(only(Role.WORKER, Role.COORDINATOR))

USUAL = {"minutes": 30, "advisers": 1, "days_ahead": 14}


class PlanPage(BaseModel):
    """`planned`: whether somebody has planned them; else the usual is proposed. `hours_known`: there can be slots."""

    office_id: UUID
    office_name: str
    office_name_en: str
    version: int
    planned: bool
    hours_known: bool
    minutes: int
    advisers: int
    days_ahead: int


@router.get("/appointments/plans/{office_id}")
async def show_appointment_plan(session: Session, worker: Worker, office_id: UUID, response: Response) -> PlanPage:
    worker.must_run(office_id)
    office = await get(session, OfficeCopy, office_id)
    plan = await session.get(AppointmentPlan, office_id)
    if plan:
        tell_version(response, plan.version)
    said = {name: getattr(plan, name) for name in USUAL} if plan else USUAL
    return PlanPage(
        office_id=office_id,
        office_name=office.name,
        office_name_en=office.name_en,
        version=plan.version if plan else 0,
        planned=plan is not None,
        hours_known=bool(office.hours or office.special_hours),
        **said,
    )
