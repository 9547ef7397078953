"""Show how to set up a second factor: a fresh secret for the person's app, as a picture and as text."""

import re

import segno
from fastapi import Request, Response
from liaison_kit import forms, web
from liaison_kit.database import get
from liaison_kit.identity import STAFF
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_registry.model import Staff
from liaison_registry.model.sign_in import totp

router = web.router(STAFF)


class TotpPage(BaseModel):
    """`picture` is an SVG; the same secret stays while the form is refused."""

    secret: str
    picture: str


@router.get("/account/totp")
async def show_totp(session: Session, request: Request, worker: Worker, response: Response) -> TotpPage:
    staff = await get(session, Staff, worker.id)
    typed = str(forms.submission(request).values.get("secret", ""))
    secret = typed if re.fullmatch("[A-Z2-7]{32}", typed) else totp.new_secret()
    code = segno.make(totp.address_of(secret, staff.email or staff.name), micro=False)
    response.headers["Cache-Control"] = "no-store"
    return TotpPage(secret=secret, picture=code.svg_inline(scale=4))
