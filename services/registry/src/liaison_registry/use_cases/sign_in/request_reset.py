"""Request a reset: whoever forgot their password gets a link, and nobody learns whether an address has an account.

Nor by how long it takes: for somebody who gets no letter one is made, too, and taken back.
"""

from fastapi import Request, Response
from liaison_contracts.identity import Errand
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Kind, OneLine, Staff, new_staff
from liaison_registry.model.people.letters import letter, may_have_another_reset, newest_sealing_key
from liaison_registry.model.people.people import checked_email

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
    may = staff and staff.password_hash and staff.may_use_a_password(city=bool(settings.oidc_issuer))
    person = staff if staff and may else new_staff(new_id(), Kind.PERSON, email, now)
    another = await may_have_another_reset(session, person, now)
    link, fact = letter(person, Errand.RESET, key, settings.url, now)
    if may and another:
        session.add(link)
        outbox.publish(session, fact)
    else:
        await outbox.rehearse(session, fact)
