"""Change a risk: it is seen otherwise than before; the history keeps what was said."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model.programme.risks import Risk, RiskChange, ShownRisk, WrittenRisk

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/risks/{risk_id}")
async def change_risk(
    session: Session, worker: Worker, risk_id: UUID, written: WrittenRisk, expected: IfMatch, response: Response
) -> ShownRisk:
    risk = await get_for_update(session, Risk, risk_id)
    expected.must_be(risk)
    if changes := risk.describe(written, clock.today()):
        risk.changed()
        step = {"risk_id": risk.id, "version": risk.version, "made_at": clock.now(), "account_id": worker.id}
        session.add(RiskChange(changes=changes, **step))
    response.headers["Location"] = f"/programme/risks/{risk.id}"
    tell_version(response, risk.version)
    return risk.shown(clock.today())
