"""Change a system: its quota, what it may ask for, or how it is called; what it has asked for already stays."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session

from liaison_notifications.model.requests.shown import KnownSystem
from liaison_notifications.model.requests.systems import RequestingSystem, WrittenSystem

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/messages/systems/{system_id}")
async def change_system(
    session: Session, system_id: UUID, system: WrittenSystem, expected: IfMatch, response: Response
) -> KnownSystem:
    """No fact: only this service asks who may."""
    row = await get_for_update(session, RequestingSystem, system_id)
    expected.must_be(row)
    row.write(system)
    row.changed()
    response.headers["Location"] = f"/messages/systems/{row.id}"
    tell_version(response, row.version)
    return KnownSystem.of(row)
