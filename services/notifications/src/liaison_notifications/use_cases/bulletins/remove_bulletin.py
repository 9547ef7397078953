"""Remove a bulletin that nobody was sent: what was sent to people stays."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session, Worker

from liaison_notifications.model.bulletins.audience import must_run
from liaison_notifications.model.bulletins.bulletin import Bulletin

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/messages/bulletins/{bulletin_id}/removal", status_code=204)
async def remove_bulletin(
    session: Session, worker: Worker, bulletin_id: UUID, expected: IfMatch, response: Response
) -> None:
    """No fact: nobody was told anything."""
    bulletin = await get_for_update(session, Bulletin, bulletin_id)
    await must_run(session, worker, bulletin)
    expected.must_be(bulletin)
    bulletin.must_be_removable()
    await session.delete(bulletin)
    response.headers["Location"] = "/messages/bulletins?done=removed"
