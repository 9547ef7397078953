"""Correct a bulletin that people have: a draft of another one, for whoever was sent this one, and for nobody else."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import must_run
from liaison_notifications.model.bulletins.bulletin import Bulletin

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class BegunCorrection(BaseModel):
    """It says what the wrong one said, to be changed; nobody is sent it before somebody else has approved it."""

    id: UUID


@router.post("/messages/bulletins/{bulletin_id}/corrections", status_code=201)
async def correct_bulletin(session: Session, worker: Worker, bulletin_id: UUID, response: Response) -> BegunCorrection:
    """No fact: nobody is told anything yet."""
    wrong = await get(session, Bulletin, bulletin_id)
    await must_run(session, worker, wrong)
    correction = wrong.correction(worker.id, clock.now())
    session.add(correction)
    response.headers["Location"] = f"/messages/bulletins/{correction.id}/form"
    tell_version(response, correction.version)
    return BegunCorrection(id=correction.id)
