"""Check in: a worker records how many people of a sign-up came, or takes the record back; later, with a reason."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event, SignUp
from liaison_events.model.attendance.admission import attendance_of
from liaison_events.model.attendance.correction import Corrected, Record
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Arrival(BaseModel):
    """`present` is everybody of the sign-up, if left out; 0 takes an earlier record back."""

    present: int | None = Field(None, ge=0, le=100)
    reason: Text | None = Field(None, max_length=500, description="Needed once the report is in.")


class Presence(BaseModel):
    """How many people of the sign-up are recorded as present."""

    sign_up_id: UUID
    present: int


@router.post("/events/{event_id}/sign-ups/{sign_up_id}/attendance")
async def check_in(session: Session, worker: Worker, event_id: UUID, sign_up_id: UUID, arrival: Arrival) -> Presence:
    # The event is locked too: a report that counts who came waits for this, or this sees that it is in.
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    sign_up = await get_for_update(session, SignUp, sign_up_id)
    if sign_up.event_id != event_id:
        raise NotFound
    record = Record(worker.id, clock.now(), arrival.reason)
    await record.check(session, event)
    before = {"sign_up_id": str(sign_up.id), "people": sign_up.present}
    if sign_up.record(sign_up.party_size if arrival.present is None else arrival.present, record.arrival(event)):
        outbox.publish(session, attendance_of(event, sign_up))
        await record.trace(session, event, Corrected.SIGN_UP, before, before | {"people": sign_up.present})
    return Presence(sign_up_id=sign_up.id, present=sign_up.present)
