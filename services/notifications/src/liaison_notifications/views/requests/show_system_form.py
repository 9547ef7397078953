"""Show the form with which another system is added to those that may have messages sent."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from pydantic import BaseModel

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class SystemForm(BaseModel):
    """Nothing is known yet."""


@router.get("/messages/systems/new")
async def show_system_form() -> SystemForm:
    return SystemForm()
