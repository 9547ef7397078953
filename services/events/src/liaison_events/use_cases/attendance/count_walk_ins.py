"""Count walk-ins: people came without a sign-up, by sex and age where it is known; or some are taken back."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import AgeGroup, Sex
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Event, Headcount
from liaison_events.model.attendance.correction import Corrected, Record
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class WalkIns(BaseModel):
    """So many people of one sex and age group; `take_back` takes as many off again."""

    sex: Sex = Sex.UNKNOWN
    age_group: AgeGroup = Field(AgeGroup.UNKNOWN, description="On the day of the event.")
    people: int = Field(1, ge=1, le=10_000)
    take_back: bool = False
    reason: Text | None = Field(None, max_length=500, description="Needed once the report is in.")


class Counted(BaseModel):
    """How many of this sex and age group are counted now."""

    sex: Sex
    age_group: AgeGroup
    people: int


@router.post("/events/{event_id}/walk-ins")
async def count_walk_ins(
    session: Session, worker: Worker, event_id: UUID, walk_ins: WalkIns, response: Response
) -> Counted:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    record = Record(worker.id, clock.now(), walk_ins.reason)
    await record.check(session, event)
    same = (Headcount.sex == walk_ins.sex) & (Headcount.age_group == walk_ins.age_group) & Headcount.line.is_(None)
    tally = await session.scalar(select(Headcount).where(Headcount.event_id == event_id, same))
    if tally is None:
        new = {"id": new_id(), "version": 0, "event_id": event_id, "people": 0}
        tally = Headcount(**new, sex=walk_ins.sex, age_group=walk_ins.age_group)
        session.add(tally)
    before = tally.said()
    tally.add(-walk_ins.people if walk_ins.take_back else walk_ins.people)
    outbox.publish(session, tally.fact(event))
    await record.trace(session, event, Corrected.HEADCOUNT, before, tally.said())
    response.headers["Location"] = f"/events/{event_id}/participants#walk-ins"
    return Counted(sex=walk_ins.sex, age_group=walk_ins.age_group, people=tally.people)
