"""Sign out everywhere: every sign-in of the account is void, this one too."""

from fastapi import Request, Response
from liaison_kit import clock, identity, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import STAFF
from liaison_kit.web import Session, Worker

from liaison_registry.model import Staff, announce
from liaison_registry.model.sign_in.signing_in import close_sign_ins

router = web.router(STAFF)


@router.post("/sign-out/everywhere", status_code=204)
async def sign_out_everywhere(session: Session, request: Request, worker: Worker, response: Response) -> None:
    staff, now = await get_for_update(session, Staff, worker.id), clock.real_now()
    staff.revoke(now)
    await close_sign_ins(session, staff.id, now)
    await announce(session, staff)
    identity.take_back(response, request.app.state.settings)
    response.headers["Location"] = "/sign-in"
