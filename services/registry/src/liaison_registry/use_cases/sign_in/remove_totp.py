"""Remove the second factor: the password alone is enough again."""

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import STAFF
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Staff
from liaison_registry.model.sign_in import passwords
from liaison_registry.model.sign_in.signing_in import prove_password

router = web.router(STAFF)


class Removal(BaseModel):
    """`current` is the present password."""

    current: str = Field(min_length=1, max_length=passwords.LONGEST)


@router.post("/account/totp/removal", status_code=204)
async def remove_totp(session: Session, request: Request, worker: Worker, removal: Removal, response: Response) -> None:
    staff = await get_for_update(session, Staff, worker.id)
    await prove_password(session, request.app.state.database, staff, removal.current)
    staff.totp_secret = staff.totp_last_step = None
    response.headers["Location"] = "/account"
