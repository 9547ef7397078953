"""Show where the person that a link was sent to chooses a password. Looking does not use the link up."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import Staff, StaffLink
from liaison_registry.model.people.people import check_link_opens

router = web.router(ANYBODY)


class LinkPage(BaseModel):
    """Whose password it is; `secret` is the link's own."""

    secret: str
    email: str


@router.get("/sign-in/links/{secret}")
async def show_link(session: Session, request: Request, secret: str, response: Response) -> LinkPage:
    link = await get(session, StaffLink, StaffLink.hash_of(secret))
    link.check(clock.real_now())
    staff = await get(session, Staff, link.staff_id)
    check_link_opens(staff, city=bool(request.app.state.settings.oidc_issuer))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return LinkPage(secret=secret, email=staff.email or "")
