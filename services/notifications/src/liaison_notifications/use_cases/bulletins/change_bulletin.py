"""Change a bulletin that nobody was sent yet; if it was approved, it must be approved again."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import must_run, must_write_for
from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus
from liaison_notifications.model.bulletins.writing import Writing
from liaison_notifications.model.consent.choices import must_be_known

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class ChangedBulletin(BaseModel):
    """It is a draft, whatever it was before."""

    id: UUID
    status: BulletinStatus


@router.post("/messages/bulletins/{bulletin_id}/words")
async def change_bulletin(
    session: Session, worker: Worker, bulletin_id: UUID, writing: Writing, expected: IfMatch, response: Response
) -> ChangedBulletin:
    """No fact: nobody is told anything yet."""
    bulletin = await get_for_update(session, Bulletin, bulletin_id)
    await must_run(session, worker, bulletin)
    expected.must_be(bulletin)
    writing.must_be_whole()
    await must_be_known(session, writing.districts)
    await must_write_for(session, worker, writing.districts)
    bulletin.write(writing, worker.id, clock.now())
    response.headers["Location"] = f"/messages/bulletins/{bulletin_id}?done=changed"
    tell_version(response, bulletin.version)
    return ChangedBulletin(id=bulletin_id, status=BulletinStatus(bulletin.status))
