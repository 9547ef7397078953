"""Show the form for a new risk."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from pydantic import BaseModel

from liaison_registry.model.programme.risks import OWNERS

router = web.router(for_the_network(Role.COORDINATOR))


class RiskForm(BaseModel):
    """Who can answer for a risk."""

    owners: tuple[Role, ...] = OWNERS


@router.get("/programme/risks/new")
async def show_risk_form() -> RiskForm:
    return RiskForm()
