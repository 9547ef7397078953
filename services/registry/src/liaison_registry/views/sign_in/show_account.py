"""Show my account: where I am signed in, and what I need to sign in."""

from datetime import datetime
from uuid import UUID

from fastapi import Response
from liaison_kit import clock, tokens, web
from liaison_kit.database import get
from liaison_kit.identity import STAFF
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import SignIn, Staff

router = web.router(STAFF)


class ShownSignIn(BaseModel):
    """One browser; `this` is the one that asks."""

    id: UUID
    signed_in_at: datetime
    this: bool


class AccountPage(BaseModel):
    """`has_password` is false where the city's own sign-in is used."""

    name: str
    email: str | None
    roles: list[str]
    has_password: bool
    has_totp: bool
    sign_ins: list[ShownSignIn]


@router.get("/account")
async def show_account(session: Session, worker: Worker, response: Response) -> AccountPage:
    staff = await get(session, Staff, worker.id)
    this = worker.token.sign_in if worker.token else None
    lasting = SignIn.signed_in_at > clock.real_now() - tokens.LONGEST
    mine = select(SignIn).where(SignIn.staff_id == staff.id, SignIn.ended_at.is_(None), lasting)
    found = await session.scalars(mine.order_by(SignIn.signed_in_at.desc()))
    response.headers["Cache-Control"] = "no-store"
    return AccountPage(
        name=staff.name,
        email=staff.email,
        roles=staff.roles,
        has_password=staff.password_hash is not None,
        has_totp=staff.totp_secret is not None,
        sign_ins=[ShownSignIn(id=one.id, signed_in_at=one.signed_in_at, this=one.id == this) for one in found],
    )
