"""Show the form with which an address is added to those that must not be written to."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from pydantic import BaseModel

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class SuppressionForm(BaseModel):
    """Nothing is known yet."""


@router.get("/messages/suppressions/new")
async def show_suppression_form() -> SuppressionForm:
    return SuppressionForm()
