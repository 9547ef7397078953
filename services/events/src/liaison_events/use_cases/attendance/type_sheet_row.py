"""Type a row of the sign-in sheet: somebody without a sign-up wrote on its line; the same line again corrects it."""

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
from liaison_events.model.attendance.headcount import age_group_of
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class SheetRow(BaseModel):
    """A line that was filled in, without the name; `people` 0 says that it is empty after all."""

    line: int = Field(ge=1, le=1000)
    sex: Sex = Sex.UNKNOWN
    age: str = Field("", max_length=20, description="Or a year of birth, as it was written; only the group is kept.")
    people: int = Field(1, ge=0, le=100)
    reason: Text | None = Field(None, max_length=500, description="Needed once the report is in.")


class Typed(BaseModel):
    """`corrected`: the line had been typed in before."""

    line: int
    age_group: AgeGroup
    corrected: bool


@router.post("/events/{event_id}/sheet-rows")
async def type_sheet_row(
    session: Session, worker: Worker, event_id: UUID, typed: SheetRow, response: Response
) -> Typed:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    record = Record(worker.id, clock.now(), typed.reason)
    await record.check(session, event)
    age_group = age_group_of(typed.age, event)
    same = select(Headcount).where(Headcount.event_id == event_id, Headcount.line == typed.line)
    row = known = await session.scalar(same)
    if row is None:
        row = Headcount(id=new_id(), version=0, event_id=event_id, line=typed.line, sex="", age_group="", people=0)
        session.add(row)
    before = row.said()
    row.write(typed.sex, age_group, typed.people)
    if row.said() != before:
        outbox.publish(session, row.fact(event))
        await record.trace(session, event, Corrected.HEADCOUNT, before, row.said())
    response.headers["Location"] = f"/events/{event_id}/sheet/entry?line={typed.line + 1}#age"
    return Typed(line=typed.line, age_group=age_group, corrected=known is not None)
