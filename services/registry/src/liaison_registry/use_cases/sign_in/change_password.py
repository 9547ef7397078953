"""Change my password: every other sign-in of mine is void from then on."""

from fastapi import Request, Response
from liaison_kit import clock, identity, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import STAFF
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Staff, announce
from liaison_registry.model.sign_in import passwords
from liaison_registry.model.sign_in.signing_in import close_sign_ins, open_sign_in, prove_password

router = web.router(STAFF)


class NewPassword(BaseModel):
    """`current` is the present password."""

    current: str = Field(min_length=1, max_length=passwords.LONGEST)
    password: str = Field(min_length=1, max_length=passwords.LONGEST)


@router.post("/account/password", status_code=204)
async def change_password(
    session: Session, request: Request, worker: Worker, new: NewPassword, response: Response
) -> None:
    settings, staff = request.app.state.settings, await get_for_update(session, Staff, worker.id)
    await prove_password(session, request.app.state.database, staff, new.current)
    passwords.check_password(new.password, staff.name, staff.email or "")
    now = clock.real_now()
    staff.choose_password(await passwords.hashed(new.password), now)
    await close_sign_ins(session, staff.id, now)
    await announce(session, staff)
    identity.hand_out(response, settings, await open_sign_in(session, staff, settings.url, settings.signing_key_file))
    response.headers["Location"] = "/account"
