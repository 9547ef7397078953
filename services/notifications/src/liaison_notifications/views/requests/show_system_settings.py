"""Show the form with which it is changed what a system may have sent."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_notifications.model.requests.shown import KnownSystem
from liaison_notifications.model.requests.systems import RequestingSystem

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.get("/messages/systems/{system_id}/settings")
async def show_system_settings(session: Session, system_id: UUID, response: Response) -> KnownSystem:
    row = await get(session, RequestingSystem, system_id)
    tell_version(response, row.version)
    return KnownSystem.of(row)
