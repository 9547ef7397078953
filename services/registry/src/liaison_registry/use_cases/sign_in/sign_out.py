"""Sign out: this browser is nobody's again, and its sign-in is void, whoever has a copy of its token."""

from fastapi import Request, Response
from liaison_kit import clock, identity, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_registry.model import SignIn, Staff, announce

router = web.router(ANYBODY)


@router.post("/sign-out", status_code=204)
async def sign_out(session: Session, request: Request, response: Response) -> None:
    account = web.account_of(request)
    if account and account.token:
        staff, now = await get_for_update(session, Staff, account.id), clock.real_now()
        sign_in = await session.get(SignIn, account.token.sign_in)
        if sign_in:
            sign_in.ended_at = now
        staff.end(account.token.sign_in, now)
        await announce(session, staff)
    identity.take_back(response, request.app.state.settings)
    response.headers["Location"] = "/"
