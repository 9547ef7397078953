"""Take an approval back, before anybody was sent the bulletin: it is a draft again."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import must_run
from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class DraftAgain(BaseModel):
    """Whoever may approve it can do so once more."""

    id: UUID
    status: BulletinStatus


@router.post("/messages/bulletins/{bulletin_id}/approval/withdrawal")
async def take_approval_back(
    session: Session, worker: Worker, bulletin_id: UUID, expected: IfMatch, response: Response
) -> DraftAgain:
    """No fact: nobody was told anything. Anybody who may write it may: to wait harms nobody."""
    bulletin = await get_for_update(session, Bulletin, bulletin_id)
    await must_run(session, worker, bulletin)
    expected.must_be(bulletin)
    bulletin.take_back()
    response.headers["Location"] = f"/messages/bulletins/{bulletin_id}?done=taken_back"
    tell_version(response, bulletin.version)
    return DraftAgain(id=bulletin_id, status=BulletinStatus(bulletin.status))
