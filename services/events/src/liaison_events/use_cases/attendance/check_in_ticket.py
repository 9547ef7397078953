"""Check in a ticket: a worker types the code that stands below somebody's QR code."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event
from liaison_events.model.attendance.admission import ScanAnswer, admit
from liaison_events.model.texts import Line

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Shown(BaseModel):
    """The code of a ticket, with or without spaces."""

    code: Line = Field(max_length=500)


@router.post("/events/{event_id}/tickets")
async def check_in_ticket(
    session: Session, worker: Worker, event_id: UUID, shown: Shown, response: Response
) -> ScanAnswer:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    answer = await admit(session, event, shown.code, clock.now())
    refusal = answer.refusal()
    if refusal:
        raise refusal
    response.headers["Location"] = f"/events/{event_id}/check-in?done={answer.sign_up_id}"
    return answer
