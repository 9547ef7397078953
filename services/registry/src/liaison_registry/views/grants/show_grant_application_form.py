"""Show the form to apply for a grant; whoever comes too late reads so before typing anything."""

from fastapi import Request
from liaison_contracts.registry import GrantCallState
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model.grants.grant_address import GrantSlug, visible_call

router = web.router(ANYBODY)


class GrantApplicationForm(BaseModel):
    """The call that is applied to, and whether it takes applications."""

    call: GrantCallState
    takes: bool


@router.get("/grants/{slug}/application")
async def show_grant_application_form(session: Session, slug: GrantSlug, request: Request) -> GrantApplicationForm:
    call = await visible_call(session, slug, web.account_of(request))
    return GrantApplicationForm(call=call.state(), takes=call.takes_applications(clock.now()))
