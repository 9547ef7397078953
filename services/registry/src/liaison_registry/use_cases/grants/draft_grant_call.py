"""Draft a grant call: nobody but coordinators sees it until it is opened."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantCallState
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import Field
from sqlalchemy import select, text

from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_terms import SlugTaken, Terms, checked_slug

router = web.router(for_the_network(Role.COORDINATOR))


class NewCall(Terms):
    """`slug` stays: it is the call's address."""

    slug: str = Field(min_length=1, max_length=60, pattern="^[a-z0-9-]*$")


# A lock of its own: two drafts with one short name are rare, and the second shall be told, not fail.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(7237112)")


@router.post("/grants", status_code=201)
async def draft_grant_call(session: Session, new: NewCall, response: Response) -> GrantCallState:
    await session.execute(_ONE_AT_A_TIME)
    if await session.scalar(select(GrantCall.id).where(GrantCall.slug == checked_slug(new.slug))):
        raise SlugTaken
    call = GrantCall(id=new_id(), version=1, slug=new.slug)
    call.write(new, clock.now())
    session.add(call)
    await session.flush()
    # No fact: what is not public is told to nobody.
    response.headers["Location"] = f"/grants/{call.slug}"
    return call.state()
