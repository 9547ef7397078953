"""Show where somebody who forgot their password asks for a link."""

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

router = web.router(ANYBODY)


class ForgottenPassword(BaseModel):
    """`asked`: just now; it says nothing about whether there is an account."""

    asked: bool


@router.get("/sign-in/forgotten")
async def show_forgotten_password(asked: bool = False) -> ForgottenPassword:
    return ForgottenPassword(asked=asked)
