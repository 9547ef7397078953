"""Apply for a grant: an organisation, or a worker for it at an office, sends a project and keeps a link of its own."""

from uuid import UUID

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CSO, checked_edrpou
from liaison_registry.model.grants.grant_application import GrantApplication, hashed, new_token
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_project import ApplicationForm, UnknownOrganisation

router = web.router(ANYBODY)


class Receipt(BaseModel):
    """`link` is the applicant's own page; it is told once, here."""

    application_id: UUID
    link: str


@router.post("/grants/{call_id}/applications", status_code=201)
async def apply_for_grant(
    session: Session, call_id: UUID, sent: ApplicationForm, request: Request, response: Response
) -> Receipt:
    # Shared: applications do not wait for each other, but whoever closes the call waits for them.
    call = await session.scalar(select(GrantCall).where(GrantCall.id == call_id).with_for_update(read=True))
    if call is None or not call.is_public:
        raise NotFound
    call.must_take_applications(clock.now())
    cso = await session.scalar(select(CSO).where(CSO.edrpou == checked_edrpou(sent.edrpou)))
    contact = sent.checked_contact(call, cso)
    if cso is None:
        raise UnknownOrganisation
    token, account = new_token(), web.account_of(request)
    row = GrantApplication(
        id=new_id(),
        version=1,
        call_id=call.id,
        cso_id=cso.id,
        title=sent.title,
        summary=sent.summary,
        budget=[line.model_dump() for line in sent.budget],
        requested=sent.requested,
        token_hash=hashed(token),
        entered_by=account.id if account else None,
        submitted_at=clock.now(),
        **contact,
    )
    session.add(row)
    # No fact: who applies is nobody's business before the decision.
    response.headers["Location"] = f"/grants/mine/{token}"
    return Receipt(application_id=row.id, link=f"{request.app.state.settings.url.rstrip('/')}/grants/mine/{token}")
