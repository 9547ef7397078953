"""Approve a bulletin that somebody else wrote: from here on it leaves by itself, at its time."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import must_run
from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class ApprovedBulletin(BaseModel):
    """It waits for its time."""

    id: UUID
    status: BulletinStatus


@router.post("/messages/bulletins/{bulletin_id}/approval", status_code=201)
async def approve_bulletin(
    session: Session, worker: Worker, bulletin_id: UUID, expected: IfMatch, response: Response
) -> ApprovedBulletin:
    """No fact: what is told is that it was sent."""
    bulletin = await get_for_update(session, Bulletin, bulletin_id)
    await must_run(session, worker, bulletin)
    expected.must_be(bulletin)
    bulletin.approve(worker.id, clock.now())
    response.headers["Location"] = f"/messages/bulletins/{bulletin_id}?done=approved"
    tell_version(response, bulletin.version)
    return ApprovedBulletin(id=bulletin_id, status=BulletinStatus(bulletin.status))
