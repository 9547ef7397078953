"""Open a grant call: everybody sees it, and from its opening moment on organisations can apply."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantCallOpened, GrantCallState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session

from liaison_registry.model.grants.grant_call import GrantCall

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/grants/{call_id}/opening")
async def open_grant_call(session: Session, call_id: UUID, expected: IfMatch, response: Response) -> GrantCallState:
    call = await get_for_update(session, GrantCall, call_id)
    expected.must_be(call)
    call.open(clock.now())
    outbox.publish(session, GrantCallOpened(occurred_on=clock.today(), state=call.state()))
    response.headers["Location"] = f"/grants/{call.slug}"
    return call.state()
