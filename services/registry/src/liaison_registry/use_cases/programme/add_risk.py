"""Add a risk to the register: something may keep the commitment from being fulfilled.

No fact: the register is for those who run the network.
"""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model.programme.risks import Risk, RiskChange, ShownRisk, WrittenRisk

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/risks", status_code=201)
async def add_risk(session: Session, worker: Worker, written: WrittenRisk, response: Response) -> ShownRisk:
    risk = Risk(id=new_id(), version=1)
    risk.describe(written, clock.today())
    session.add(risk)
    await session.flush()
    session.add(RiskChange(risk_id=risk.id, version=1, made_at=clock.now(), account_id=worker.id, changes={}))
    response.headers["Location"] = f"/programme/risks/{risk.id}"
    tell_version(response, risk.version)
    return risk.shown(clock.today())
