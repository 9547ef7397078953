"""Check in a list: what is ticked on the paper sheet is typed in at once, a tick for everybody of a sign-up."""

from typing import Annotated
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Event, SignUp
from liaison_events.model.attendance.admission import attendance_of
from liaison_events.model.attendance.correction import Corrected, Record
from liaison_events.model.sign_ups.sign_up import with_a_place_at
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Ticked(BaseModel):
    """The sign-ups that came; of the others nothing is said, and who is recorded already stays as it is."""

    came: Annotated[list[UUID], Field(min_length=1, max_length=1000)]
    reason: Text | None = Field(None, max_length=500, description="Needed once the report is in.")


class Recorded(BaseModel):
    """How many sign-ups were new."""

    recorded: int


@router.post("/events/{event_id}/attendance")
async def check_in_list(session: Session, worker: Worker, event_id: UUID, ticked: Ticked) -> Recorded:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    record = Record(worker.id, clock.now(), ticked.reason)
    await record.check(session, event)
    absent = select(SignUp).where(with_a_place_at(event_id), SignUp.id.in_(ticked.came), SignUp.present == 0)
    rows = list(await session.scalars(absent.order_by(SignUp.id).with_for_update()))
    for sign_up in rows:
        sign_up.record(sign_up.party_size, record.arrival(event))
        outbox.publish(session, attendance_of(event, sign_up))
        before = {"sign_up_id": str(sign_up.id), "people": 0}
        await record.trace(session, event, Corrected.SIGN_UP, before, before | {"people": sign_up.present})
    return Recorded(recorded=len(rows))
