"""Show where staff sign in."""

from typing import Annotated

from fastapi import Query, Request
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_registry.demo_accounts import DEMO_PASSWORD, DEMO_PEOPLE

router = web.router(ANYBODY)


class SignInPage(BaseModel):
    """`to` is the page that was asked for; sign_in follows it only within this site. `demo` are known addresses.

    `city`: people sign in with the city, and a password is for emergencies.
    """

    to: str
    demo: list[str]
    demo_password: str | None
    city: bool = False


@router.get("/sign-in")
async def show_sign_in(request: Request, to: Annotated[str, Query(max_length=2000)] = "") -> SignInPage:
    settings = request.app.state.settings
    if not settings.has_demo_accounts:
        return SignInPage(to=to, demo=[], demo_password=None, city=bool(settings.oidc_issuer))
    return SignInPage(to=to, demo=[person.email for person in DEMO_PEOPLE], demo_password=DEMO_PASSWORD)
