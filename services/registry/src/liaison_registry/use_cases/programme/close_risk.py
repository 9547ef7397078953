"""Close a risk: it is over, or accepted, for a reason that is kept."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model.programme.risks import Closing, Risk, RiskChange, ShownRisk

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/risks/{risk_id}/closing")
async def close_risk(
    session: Session, worker: Worker, risk_id: UUID, closing: Closing, expected: IfMatch, response: Response
) -> ShownRisk:
    risk = await get_for_update(session, Risk, risk_id)
    expected.must_be(risk)
    changes = risk.close(closing.reason, clock.today())
    step = {"risk_id": risk.id, "version": risk.version, "made_at": clock.now(), "account_id": worker.id}
    session.add(RiskChange(changes=changes, **step))
    response.headers["Location"] = f"/programme/risks/{risk.id}"
    tell_version(response, risk.version)
    return risk.shown(clock.today())
