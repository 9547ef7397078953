"""Change a target: something is promised otherwise than before."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import TargetsChanged
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session

from liaison_registry.model.programme.programme import programme_for_update
from liaison_registry.model.programme.targets import ShownTarget, Target, WrittenTarget, aim

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/targets/{target_id}")
async def change_target(
    session: Session, target_id: UUID, written: WrittenTarget, expected: IfMatch, response: Response
) -> ShownTarget:
    programme = await programme_for_update(session)
    target = await get_for_update(session, Target, target_id)
    expected.must_be(target)
    if target.say(written, programme):
        target.changed()
        await aim(session, programme)
        outbox.publish(session, TargetsChanged(occurred_on=clock.today(), state=programme.state()))
    response.headers["Location"] = "/programme/targets"
    tell_version(response, target.version)
    return target.shown()
