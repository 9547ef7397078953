"""Show somebody whom the city knows that nothing was given to them here."""

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

router = web.router(ANYBODY)


class NoRole(BaseModel):
    """There is nothing to tell."""


@router.get("/sign-in/city/no-role")
async def show_no_role() -> NoRole:
    return NoRole()
