"""Write a bulletin: a draft, which nobody is sent before a second person has approved it."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import must_write_for
from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.bulletins.writing import Writing
from liaison_notifications.model.consent.choices import must_be_known

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class WrittenBulletin(BaseModel):
    """It is shown at `Location`."""

    id: UUID


@router.post("/messages/bulletins", status_code=201)
async def write_bulletin(session: Session, worker: Worker, writing: Writing, response: Response) -> WrittenBulletin:
    """No fact: nobody is told anything yet."""
    writing.must_be_whole()
    await must_be_known(session, writing.districts)
    await must_write_for(session, worker, writing.districts)
    bulletin, now = Bulletin(id=new_id(), version=0, status="draft"), clock.now()
    bulletin.written_by, bulletin.written_at = worker.id, now
    bulletin.write(writing, worker.id, now)
    session.add(bulletin)
    response.headers["Location"] = f"/messages/bulletins/{bulletin.id}"
    tell_version(response, bulletin.version)
    return WrittenBulletin(id=bulletin.id)
