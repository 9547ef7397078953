"""Show a system that may have messages sent: what it may, how much of its quota is used, and what was refused today."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_notifications.model.requests.shown import KnownSystem, SystemWithUse, refused_today
from liaison_notifications.model.requests.systems import RequestingSystem, uses

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.get("/messages/systems/{system_id}")
async def show_system(session: Session, system_id: UUID, response: Response) -> SystemWithUse:
    row, now = await get(session, RequestingSystem, system_id), clock.now()
    tell_version(response, row.version)
    return SystemWithUse(
        **KnownSystem.of(row).model_dump(),
        use=(await uses(session, [row.name], now))[row.name],
        refused=(await refused_today(session, [row.name], now))[row.name],
    )
