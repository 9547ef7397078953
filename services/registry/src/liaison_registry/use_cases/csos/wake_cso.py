"""Wake a CSO: it was dormant and is at work again."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOChanged, CSOState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_registry.model import known_by

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/cso/{edrpou}/waking")
async def wake_cso(session: Session, worker: Worker, edrpou: str, response: Response) -> CSOState:
    cso = await known_by(session, edrpou)
    cso.must_be_kept_by(worker)
    cso.wake()
    outbox.publish(session, CSOChanged(occurred_on=clock.today(), state=cso.state()))
    response.headers["Location"] = f"/cso/{cso.edrpou}"
    return cso.state()
