"""Record scans: a phone at the door sends the tickets it scanned, perhaps long ago, and learns what became of each."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Event
from liaison_events.model.attendance.admission import ScanAnswer, TicketScan, admit

router = web.router(only(Role.WORKER, Role.COORDINATOR))

WRONG_CLOCK = timedelta(minutes=2)


class Scan(BaseModel):
    """`id` is made by the phone and makes the scan once; `code` is whatever was scanned or typed."""

    id: UUID
    code: str = Field(max_length=500)
    scanned_at: AwareDatetime = Field(description="When the phone scanned it, by its own clock.")


class Scans(BaseModel):
    """What a phone has not had an answer to yet; `sent_at` by its own clock, which may be wrong."""

    scans: Annotated[list[Scan], Field(min_length=1, max_length=200)]
    sent_at: AwareDatetime | None = None


class Answers(BaseModel):
    """One for each scan, in the same order."""

    answers: list[ScanAnswer]


@router.post("/events/{event_id}/scans")
async def record_scans(session: Session, worker: Worker, event_id: UUID, sent: Scans) -> Answers:
    # Locked: two phones, or one that sends twice, follow each other.
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    now = clock.now()
    ahead = now - sent.sent_at if sent.sent_at else timedelta()
    correction = ahead if abs(ahead) > WRONG_CLOCK else timedelta()
    known = select(TicketScan).where(TicketScan.id.in_([one.id for one in sent.scans]))
    answered = {one.id: ScanAnswer.model_validate(one.answer) for one in await session.scalars(known)}
    for scan in sorted(sent.scans, key=lambda one: one.scanned_at):
        if scan.id in answered:
            continue
        moment = min(scan.scanned_at + correction, now)
        answer = answered[scan.id] = await admit(session, event, scan.code, moment, scan.id)
        row = TicketScan(id=scan.id, event_id=event.id, scanned_at=moment, received_at=now)
        row.answer = answer.model_dump(mode="json")
        session.add(row)
    return Answers(answers=[answered[one.id] for one in sent.scans])
