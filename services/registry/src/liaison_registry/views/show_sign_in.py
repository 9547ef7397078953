"""Show where staff sign in."""

from typing import Annotated

from fastapi import Query
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

router = web.router(ANYBODY)


class SignInPage(BaseModel):
    """`to` is the page that was asked for; sign_in follows it only within this site."""

    to: str


@router.get("/sign-in")
async def show_sign_in(to: Annotated[str, Query(max_length=2000)] = "") -> SignInPage:
    return SignInPage(to=to)
