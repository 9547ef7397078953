"""Correct a report: what it says of a held event is replaced, with a reason, and what it said before is kept."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import Field

from liaison_events.model import Event, EventReport
from liaison_events.model.attendance.correction import Corrected, Record, kept
from liaison_events.model.attendance.headcount import people_counted
from liaison_events.model.attendance.period import must_be_unlocked
from liaison_events.model.attendance.report import Report, corrected_fact, said
from liaison_events.model.sign_ups.sign_up import people_present
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class CorrectedReport(Report):
    """The whole report as it should have been; `reason` stays inside."""

    reason: Text = Field(max_length=500)


@router.post("/events/{event_id}/report-correction")
async def correct_report(
    session: Session, worker: Worker, event_id: UUID, report: CorrectedReport, expected: IfMatch, response: Response
) -> EventState:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    expected.must_be(event)
    await must_be_unlocked(session, event.day)
    now = clock.now()
    given = await session.get(EventReport, event_id)
    before = said(event, given)
    signed_up = await session.scalar(people_present(event_id)) or 0
    walked_in = await session.scalar(people_counted(event_id)) or 0
    event.correct(report.attendance, signed_up + walked_in, report.outcome)
    if given is None:
        given = EventReport(id=event.id, version=0, given_at=now)
        session.add(given)
    given.write(report)
    given.corrected_at = now
    given.changed()
    session.add(kept(event, Record(worker.id, now, report.reason), Corrected.REPORT, before, said(event, given)))
    outbox.publish(session, corrected_fact(event, given))
    response.headers["Location"] = f"/events/{event_id}/participants#report"
    tell_version(response, event.version)
    return event.state()
