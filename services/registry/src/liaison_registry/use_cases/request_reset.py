"""Request a reset: whoever forgot their password gets a link, and nobody learns whether an address has an account."""

from fastapi import Request, Response
from liaison_contracts.identity import Errand
from liaison_kit import clock, outbox, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import OneLine, Staff
from liaison_registry.model.letters import letter, may_have_another_reset, newest_sealing_key
from liaison_registry.model.people import checked_email

router = web.router(ANYBODY)


class Forgotten(BaseModel):
    """The address of the account."""

    email: OneLine = Field(min_length=1, max_length=254)


@router.post("/sign-in/forgotten", status_code=202)
async def request_reset(session: Session, forgotten: Forgotten, request: Request, response: Response) -> None:
    settings, now = request.app.state.settings, clock.real_now()
    email = checked_email(forgotten.email)
    # Before anybody is looked for: whatever is refused is refused for every address.
    key = await newest_sealing_key(session)
    response.headers["Location"] = "/sign-in/forgotten?asked=true"
    # Under this lock two requests at once cannot both be the last that is allowed.
    staff = await session.scalar(select(Staff).where(Staff.email == email).with_for_update())
    if staff is None or not staff.password_hash or not staff.may_use_a_password(city=bool(settings.oidc_issuer)):
        return
    if await may_have_another_reset(session, staff, now):
        link, fact = letter(staff, Errand.RESET, key, settings.url, now)
        session.add(link)
        outbox.publish(session, fact)
