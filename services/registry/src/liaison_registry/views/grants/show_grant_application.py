"""Show an application to whoever judges it: the project, its eligibility, and scores once one's own are given."""

from datetime import datetime
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOState, GrantCallState
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_registry.model import CSO, Staff
from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_judging import Judging, judging_of
from liaison_registry.model.grants.grant_project import BudgetLine

router = web.router(only(Role.ANALYST, Role.COORDINATOR), personal=True)


class ContactPerson(BaseModel):
    """Whom to ask; gone some time after the call."""

    name: str | None
    phone: str | None
    email: str | None


class GrantApplicationPage(BaseModel):
    """`contact` is for coordinators; `judging.scores` are hidden from evaluators until they have given their own."""

    id: UUID
    version: int
    call: GrantCallState
    cso: CSOState
    title: str
    summary: str
    budget: list[BudgetLine]
    requested: int
    submitted_at: datetime
    entered_by_staff: bool
    status: ApplicationStatus
    eligibility_reason: str | None
    checked_by: str | None
    checked_at: datetime | None
    contact: ContactPerson | None
    others_of_cso: int = Field(description="Other applications of this organisation to this call.")
    judging: Judging


@router.get("/grants/applications/{application_id}")
async def show_grant_application(
    session: Session, worker: Worker, application_id: UUID, response: Response
) -> GrantApplicationPage:
    row = await get(session, GrantApplication, application_id)
    call = await get(session, GrantCall, row.call_id)
    cso = await get(session, CSO, row.cso_id)
    checked_by = await session.get(Staff, row.checked_by) if row.checked_by else None
    others = select(func.count()).where(
        GrantApplication.call_id == call.id,
        GrantApplication.cso_id == cso.id,
        GrantApplication.id != row.id,
        GrantApplication.status != ApplicationStatus.WITHDRAWN,
    )
    contact = ContactPerson(name=row.contact_name, phone=row.contact_phone, email=row.contact_email)
    judging = await judging_of(session, call, row, worker)
    tell_version(response, row.version)
    return GrantApplicationPage(
        id=row.id,
        version=row.version,
        call=call.state(),
        cso=cso.state(),
        title=row.title,
        summary=row.summary,
        budget=[BudgetLine.model_validate(line) for line in row.budget],
        requested=row.requested,
        submitted_at=row.submitted_at,
        entered_by_staff=row.entered_by is not None,
        status=ApplicationStatus(row.status),
        eligibility_reason=row.eligibility_reason,
        checked_by=checked_by.name if checked_by else None,
        checked_at=row.checked_at,
        contact=contact if worker.has(Role.COORDINATOR) else None,
        others_of_cso=await session.scalar(others) or 0,
        judging=judging,
    )
