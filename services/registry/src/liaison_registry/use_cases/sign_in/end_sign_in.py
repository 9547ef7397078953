"""End one of my sign-ins: the browser I forgot to sign out of."""

from uuid import UUID

from fastapi import Response
from liaison_kit import clock, web
from liaison_kit.database import get, get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import STAFF
from liaison_kit.web import Session, Worker

from liaison_registry.model import SignIn, Staff, announce

router = web.router(STAFF)


@router.post("/account/sign-ins/{sign_in_id}/ending", status_code=204)
async def end_sign_in(session: Session, worker: Worker, sign_in_id: UUID, response: Response) -> None:
    staff, now = await get_for_update(session, Staff, worker.id), clock.real_now()
    sign_in = await get(session, SignIn, sign_in_id)
    if sign_in.staff_id != staff.id:
        raise NotFound
    sign_in.ended_at = sign_in.ended_at or now
    staff.end(sign_in.id, now)
    await announce(session, staff)
    response.headers["Location"] = "/account"
