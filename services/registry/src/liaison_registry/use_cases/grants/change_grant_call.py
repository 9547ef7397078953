"""Change a grant call: a draft altogether; once it is public, its texts, and it can stay open for longer."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantCallChanged, GrantCallState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session

from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_terms import Terms

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/grants/{call_id}")
async def change_grant_call(
    session: Session, call_id: UUID, terms: Terms, expected: IfMatch, response: Response
) -> GrantCallState:
    call = await get_for_update(session, GrantCall, call_id)
    expected.must_be(call)
    if call.write(terms, clock.now()):
        call.changed()
        if call.is_public:
            outbox.publish(session, GrantCallChanged(occurred_on=clock.today(), state=call.state()))
    response.headers["Location"] = f"/grants/{call.slug}"
    tell_version(response, call.version)
    return call.state()
