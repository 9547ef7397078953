"""Choose a password: what a link sent to a person is for. It is good once, and all sign-ins before it are void."""

from fastapi import Request, Response
from liaison_kit import audit, clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import update

from liaison_registry.model import Staff, StaffLink, announce
from liaison_registry.model.people.people import check_link_opens
from liaison_registry.model.sign_in import passwords
from liaison_registry.model.sign_in.signing_in import close_sign_ins, forget_tries

router = web.router(ANYBODY)


class Choice(BaseModel):
    """The new password."""

    password: str = Field(min_length=1, max_length=passwords.LONGEST)


@router.post("/sign-in/links/{secret}", status_code=204)
async def choose_password(session: Session, request: Request, secret: str, choice: Choice, response: Response) -> None:
    link, now = await get_for_update(session, StaffLink, StaffLink.hash_of(secret)), clock.real_now()
    link.check(now)
    staff = await get_for_update(session, Staff, link.staff_id)
    check_link_opens(staff, city=bool(request.app.state.settings.oidc_issuer))
    passwords.check_password(choice.password, staff.name, staff.email or "")
    staff.choose_password(await passwords.hashed(choice.password), now)
    # The others that were sent, too: an old letter must not open the account again.
    sent = update(StaffLink).where(StaffLink.staff_id == staff.id, StaffLink.used_at.is_(None))
    await session.execute(sent.values(used_at=now))
    await close_sign_ins(session, staff.id, now)
    await forget_tries(session, staff.email or "")
    await announce(session, staff)
    audit.done_by(request, staff.id)
    response.headers["Location"] = "/sign-in"
