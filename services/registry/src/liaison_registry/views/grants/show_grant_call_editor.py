"""Show the form that changes a grant call: all of a draft, the texts and the end of a public one."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantCallState
from liaison_kit import web
from liaison_kit.clock import KYIV
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_registry.model.grants.grant_address import GrantSlug, visible_call

FIELD = "%Y-%m-%dT%H:%M"

router = web.router(for_the_network(Role.COORDINATOR))


class GrantCallEditor(BaseModel):
    """The call as it is; moments as a form's field has them, Kyiv's wall-clock time."""

    call: GrantCallState
    opens_at: str
    closes_at: str
    evaluators_needed: int


@router.get("/grants/{slug}/edit")
async def show_grant_call_editor(
    session: Session, worker: Worker, slug: GrantSlug, response: Response
) -> GrantCallEditor:
    call = await visible_call(session, slug, worker)
    tell_version(response, call.version)
    return GrantCallEditor(
        call=call.state(),
        opens_at=call.opens_at.astimezone(KYIV).strftime(FIELD),
        closes_at=call.closes_at.astimezone(KYIV).strftime(FIELD),
        evaluators_needed=call.evaluators_needed,
    )
