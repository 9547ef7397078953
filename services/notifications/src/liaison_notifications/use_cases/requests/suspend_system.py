"""Suspend a system: what it asks for is refused from now on; what it asked for before goes out."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_notifications.model.requests.shown import KnownSystem
from liaison_notifications.model.requests.systems import RequestingSystem

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/messages/systems/{system_id}/suspension")
async def suspend_system(session: Session, system_id: UUID, response: Response) -> KnownSystem:
    """No fact: only this service asks who may."""
    row = await get_for_update(session, RequestingSystem, system_id)
    row.suspend(clock.now())
    response.headers["Location"] = f"/messages/systems/{row.id}"
    tell_version(response, row.version)
    return KnownSystem.of(row)
