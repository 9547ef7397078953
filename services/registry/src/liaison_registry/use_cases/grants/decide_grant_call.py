"""Decide a grant call: what was proposed is awarded and published, and the other applications are declined."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantAwarded, GrantCallDecided, GrantCallState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import CSO
from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_award import GrantAward
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_decision import award

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/grants/{call_id}/decision")
async def decide_grant_call(session: Session, call_id: UUID, expected: IfMatch, response: Response) -> GrantCallState:
    call = await get_for_update(session, GrantCall, call_id)
    expected.must_be(call)
    judged = select(GrantApplication, CSO).join(CSO, CSO.id == GrantApplication.cso_id)
    judged = judged.where(
        GrantApplication.call_id == call_id, GrantApplication.status == ApplicationStatus.ELIGIBLE
    ).order_by(GrantApplication.submitted_at, GrantApplication.id)
    organisations = {application.id: (application, cso) for application, cso in await session.execute(judged)}
    awarded = award(call, organisations.values(), clock.today())
    for application in awarded:
        grant = GrantAward(
            id=new_id(), version=1, application_id=application.id, call_id=call.id, amount=application.proposed
        )
        session.add(grant)
        cso = organisations[application.id][1]
        outbox.publish(session, GrantAwarded(occurred_on=clock.today(), state=grant.state(call, application, cso)))
    outbox.publish(
        session,
        GrantCallDecided(
            occurred_on=clock.today(),
            state=call.state(),
            awards=len(awarded),
            awarded=sum(one.proposed for one in awarded),
        ),
    )
    response.headers["Location"] = f"/grants/{call.slug}"
    return call.state()
