"""List the grant calls: an organisation finds money for its project; coordinators also see drafts and late reports."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from liaison_contracts.registry import GrantCallState, GrantCallStatus
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import CSO
from liaison_registry.model.grants.grant_address import is_coordinator
from liaison_registry.model.grants.grant_application import GrantApplication
from liaison_registry.model.grants.grant_award import GrantAward
from liaison_registry.model.grants.grant_call import GrantCall

router = web.router(ANYBODY)


class ListedCall(BaseModel):
    """A call, and whether applications are taken right now."""

    call: GrantCallState
    takes: bool


class LateReport(BaseModel):
    """A report that should have come."""

    award_id: UUID
    cso_name: str
    project_title: str
    days: int = Field(description="Since it was due.")


class GrantCalls(BaseModel):
    """The newest first. `late` is for coordinators alone, and empty for everybody else."""

    status: GrantCallStatus | None
    calls: list[ListedCall]
    late: list[LateReport]


@router.get("/grants")
async def list_grant_calls(
    session: Session,
    request: Request,
    status: Annotated[GrantCallStatus | None, LeftEmpty, Query(description="Calls that stand there.")] = None,
) -> GrantCalls:
    coordinates = is_coordinator(web.account_of(request))
    matching = [GrantCall.status == status] if status else []
    matching += [] if coordinates else [GrantCall.status != GrantCallStatus.DRAFT]
    rows = await session.scalars(select(GrantCall).where(*matching).order_by(GrantCall.closes_at.desc(), GrantCall.id))
    now = clock.now()
    return GrantCalls(
        status=status,
        calls=[ListedCall(call=one.state(), takes=one.takes_applications(now)) for one in rows],
        late=await _late(session) if coordinates else [],
    )


async def _late(session: Session) -> list[LateReport]:
    due = (
        select(GrantAward, GrantApplication.title, CSO.name)
        .join(GrantApplication, GrantApplication.id == GrantAward.application_id)
        .join(CSO, CSO.id == GrantApplication.cso_id)
        .where(
            GrantAward.report_due_on < clock.today(),
            GrantAward.report_received_on.is_(None),
            GrantAward.annulled_on.is_(None),
        )
        .order_by(GrantAward.report_due_on, GrantAward.id)
    )
    return [
        LateReport(award_id=award.id, cso_name=name, project_title=title, days=award.days_overdue(clock.today()))
        for award, title, name in await session.execute(due)
    ]
