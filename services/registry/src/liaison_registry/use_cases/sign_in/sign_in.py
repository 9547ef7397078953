"""Sign in with an address, a password and, where the person has set it up, a code: one question, one answer.

Which of the three was wrong is not said, nor whether anybody has this address, nor who has a second factor.
"""

import asyncio

from fastapi import Request, Response
from liaison_kit import audit, clock, identity, web
from liaison_kit.forms import is_local
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Staff
from liaison_registry.model.sign_in import passwords, totp
from liaison_registry.model.sign_in.signing_in import (
    WrongCredentials,
    count_try,
    forget_tries,
    open_sign_in,
    record_refusal,
)

router = web.router(ANYBODY)


class SigningIn(BaseModel):
    """`to` is the page that was asked for."""

    email: str = Field(min_length=1, max_length=254)
    password: str = Field(min_length=1, max_length=passwords.LONGEST)
    code: str = Field("", max_length=20)
    to: str = Field("", max_length=2000)


@router.post("/sign-in", status_code=204, dependencies=[counted_as(Kind.SIGN_IN)])
async def sign_in(session: Session, request: Request, response: Response, signing_in: SigningIn) -> None:
    settings, database = request.app.state.settings, request.app.state.database
    email = signing_in.email.strip().lower()
    await count_try(database, email)
    staff = await session.scalar(select(Staff).where(Staff.email == email))
    if not await _proven(session, request, staff, signing_in) or staff is None:
        await record_refusal(database, email, staff.id if staff else None)
        raise WrongCredentials
    audit.done_by(request, staff.id)
    await forget_tries(session, email)
    token = await open_sign_in(session, staff, settings.url, settings.signing_key_file)
    identity.hand_out(response, settings, token)
    response.headers["Location"] = signing_in.to if is_local(signing_in.to) else staff.first_page


async def _proven(session: Session, request: Request, staff: Staff | None, signing_in: SigningIn) -> bool:
    """Whether password and code are this account's, and it may use them; the code is then used up."""
    settings = request.app.state.settings
    if not await passwords.fits(signing_in.password, staff.password_hash if staff else None) or staff is None:
        return False
    await session.refresh(staff, with_for_update=True)  # two sign-ins with one code come one after the other
    if not staff.may_use_a_password(city=bool(settings.oidc_issuer)):
        return False
    if staff.totp_secret:
        secret = await asyncio.to_thread(totp.opened, staff.totp_secret, settings.totp_key_file)
        step = totp.step_of(secret, signing_in.code, staff.totp_last_step, clock.real_now())
        if step is None:
            return False
        staff.totp_last_step = step
    return True
