"""Set up a second factor: from now on a code of the person's app belongs to each sign-in of theirs."""

import asyncio

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import STAFF
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Staff
from liaison_registry.model.sign_in import passwords, totp
from liaison_registry.model.sign_in.signing_in import WrongCode, prove_password

router = web.router(STAFF)


class SecondFactor(BaseModel):
    """`secret` is what the page showed, `code` what the app made of it: so both have the same."""

    secret: str = Field(pattern="^[A-Z2-7]{32}$")
    code: str = Field(min_length=1, max_length=20)
    current: str = Field(min_length=1, max_length=passwords.LONGEST)


@router.post("/account/totp", status_code=204)
async def set_up_totp(
    session: Session, request: Request, worker: Worker, factor: SecondFactor, response: Response
) -> None:
    staff = await get_for_update(session, Staff, worker.id)
    await prove_password(session, request.app.state.database, staff, factor.current)
    step = totp.step_of(factor.secret, factor.code, None, clock.real_now())
    if step is None:
        raise WrongCode
    staff.totp_secret = await asyncio.to_thread(totp.kept, factor.secret, request.app.state.settings.totp_key_file)
    staff.totp_last_step = step
    response.headers["Location"] = "/account"
