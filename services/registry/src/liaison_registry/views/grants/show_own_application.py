"""Show an applicant their own application: what was received, where it stands, and a way to take it back."""

from datetime import datetime

from liaison_contracts.registry import GrantCallState
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_registry.model import CSO
from liaison_registry.model.grants.grant_application import ApplicationStatus, by_token
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_project import BudgetLine

router = web.router(ANYBODY)


class OwnApplication(BaseModel):
    """Nothing that says who the contact person is: links are forwarded. `reason`: why it is not eligible."""

    call: GrantCallState
    cso_name: str
    title: str
    summary: str
    budget: list[BudgetLine]
    requested: int
    submitted_at: datetime
    status: ApplicationStatus
    reason: str | None
    can_withdraw: bool


@router.get("/grants/mine/{token}", dependencies=[personal_link])
async def show_own_application(session: Session, token: str) -> OwnApplication:
    row = await session.scalar(by_token(token))
    if row is None:
        raise NotFound
    call = await get(session, GrantCall, row.call_id)
    cso = await get(session, CSO, row.cso_id)
    standing = row.status != ApplicationStatus.WITHDRAWN
    return OwnApplication(
        call=call.state(),
        cso_name=cso.name,
        title=row.title,
        summary=row.summary,
        budget=[BudgetLine.model_validate(line) for line in row.budget],
        requested=row.requested,
        submitted_at=row.submitted_at,
        status=ApplicationStatus(row.status),
        reason=row.eligibility_reason if row.status == ApplicationStatus.INELIGIBLE else None,
        can_withdraw=standing and call.takes_applications(clock.now()),
    )
