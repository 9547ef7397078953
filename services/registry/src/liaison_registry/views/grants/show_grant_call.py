"""Show a grant call: what, when and how for whoever may apply; what came of it once it is decided."""

from fastapi import Request, Response
from liaison_contracts.registry import GrantAwardState, GrantCallState
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model.grants.grant import grants_of
from liaison_registry.model.grants.grant_address import GrantSlug, visible_call

router = web.router(ANYBODY)


class GrantCallPage(BaseModel):
    """`awards` once it is decided, the largest first."""

    call: GrantCallState
    takes: bool = Field(description="Whether applications are taken right now.")
    begins_later: bool
    evaluators_needed: int
    awards: list[GrantAwardState]
    all_reported: bool


@router.get("/grants/{slug}")
async def show_grant_call(session: Session, slug: GrantSlug, request: Request, response: Response) -> GrantCallPage:
    call = await visible_call(session, slug, web.account_of(request))
    grants = await grants_of(session, call) if call.decided_on else []
    tell_version(response, call.version)
    return GrantCallPage(
        call=call.state(),
        takes=call.takes_applications(clock.now()),
        begins_later=clock.now() < call.opens_at,
        evaluators_needed=call.evaluators_needed,
        awards=[grant.state() for grant in grants],
        all_reported=all(one.award.report_received_on or one.award.annulled_on for one in grants),
    )
