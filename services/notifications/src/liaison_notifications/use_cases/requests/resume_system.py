"""Resume a system: what it asks for is sent again; what was refused meanwhile it has to ask for anew."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_notifications.model.requests.shown import KnownSystem
from liaison_notifications.model.requests.systems import RequestingSystem

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/messages/systems/{system_id}/resumption")
async def resume_system(session: Session, system_id: UUID, response: Response) -> KnownSystem:
    """No fact: only this service asks who may."""
    row = await get_for_update(session, RequestingSystem, system_id)
    row.resume()
    response.headers["Location"] = f"/messages/systems/{row.id}"
    tell_version(response, row.version)
    return KnownSystem.of(row)
