"""Plan an office's appointments: how long one is, how many advisers there are, how far ahead people can book."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import OfficeCopy
from liaison_events.model.consultations.appointment import AppointmentPlan, first_plan

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Plan(BaseModel):
    """Without advisers there are no appointments. What is booked already stays as it is."""

    minutes: int = Field(ge=10, le=240)
    advisers: int = Field(ge=0, le=20, description="At the same time.")
    days_ahead: int = Field(ge=1, le=90)


@router.post("/appointments/plans/{office_id}")
async def plan_appointments(
    session: Session, worker: Worker, office_id: UUID, plan: Plan, expected: IfMatch, response: Response
) -> Plan:
    worker.must_run(office_id)
    await get(session, OfficeCopy, office_id)
    row = await session.get(AppointmentPlan, office_id, with_for_update=True)
    if row is None:
        row = await first_plan(session, office_id, plan.model_dump())
    else:
        expected.must_be(row)
        row.change(**plan.model_dump())
    response.headers["Location"] = f"/appointments/plans/{office_id}"
    tell_version(response, row.version)
    return plan
