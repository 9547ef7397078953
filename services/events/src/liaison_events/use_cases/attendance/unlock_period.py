"""Unlock a period: an administrator says why its attendance may change once more; that it was locked stays known."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import PeriodLock
from liaison_events.model.texts import Text

router = web.router(for_the_network(Role.ADMINISTRATOR))


class Unlocking(BaseModel):
    """Why."""

    reason: Text = Field(max_length=500)


class Unlocked(BaseModel):
    """The period that may change again."""

    period: str


@router.post("/attendance/locks/{lock_id}/unlocking")
async def unlock_period(
    session: Session, worker: Worker, lock_id: UUID, unlocking: Unlocking, response: Response
) -> Unlocked:
    lock = await get_for_update(session, PeriodLock, lock_id)
    lock.unlock(worker.id, unlocking.reason, clock.now())
    response.headers["Location"] = "/attendance"
    return Unlocked(period=lock.period)
