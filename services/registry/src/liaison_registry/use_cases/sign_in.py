"""Sign in: whoever holds the staff token works as an office worker, until accounts exist."""

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.forms import is_local
from liaison_kit.rates import Kind, counted_as
from liaison_kit.settings import Settings
from liaison_kit.web import STAFF_COOKIE, is_staff_token
from pydantic import BaseModel, Field

from liaison_registry.model import WrongToken

router = web.router()

FIRST_PAGE = "/today"


class SigningIn(BaseModel):
    """`to` is the page that was asked for."""

    token: str = Field(min_length=1, max_length=500)
    to: str = Field(FIRST_PAGE, max_length=2000)


@router.post("/sign-in", status_code=204, dependencies=[counted_as(Kind.SIGN_IN)])
async def sign_in(request: Request, response: Response, signing_in: SigningIn) -> None:
    settings: Settings = request.app.state.settings
    token = signing_in.token.strip()
    if not is_staff_token(settings, token):
        raise WrongToken
    secure = settings.url.startswith("https:")
    response.set_cookie(STAFF_COOKIE, token, path="/", secure=secure, httponly=True, samesite="lax")
    response.headers["Location"] = signing_in.to if is_local(signing_in.to) else FIRST_PAGE
