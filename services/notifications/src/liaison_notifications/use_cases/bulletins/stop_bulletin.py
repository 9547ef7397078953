"""Stop a bulletin while it is being sent: nothing of it leaves any more but what is leaving at this moment."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import must_run
from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class StoppedBulletin(BaseModel):
    """What waits is called off within seconds, and cannot leave until then."""

    id: UUID
    status: BulletinStatus


# Without If-Match: whoever wants it to stop wants that whatever happened since they looked.
@router.post("/messages/bulletins/{bulletin_id}/stop")
async def stop_bulletin(session: Session, worker: Worker, bulletin_id: UUID, response: Response) -> StoppedBulletin:
    """The fact comes when all of it is called off: `end_bulletins`."""
    bulletin = await get_for_update(session, Bulletin, bulletin_id)
    await must_run(session, worker, bulletin)
    bulletin.stop(worker.id, clock.now())
    response.headers["Location"] = f"/messages/bulletins/{bulletin_id}"
    tell_version(response, bulletin.version)
    return StoppedBulletin(id=bulletin_id, status=BulletinStatus(bulletin.status))
