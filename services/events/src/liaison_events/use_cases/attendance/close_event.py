"""Close an event: its report says how many people came and what came of it, and from then on it counts."""

from uuid import UUID

from liaison_contracts.events import EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_events.model import Event, EventReport
from liaison_events.model.attendance.headcount import people_counted
from liaison_events.model.attendance.period import must_be_unlocked
from liaison_events.model.attendance.report import Report, held_fact
from liaison_events.model.sign_ups.sign_up import people_present

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/{event_id}/report")
async def close_event(session: Session, worker: Worker, event_id: UUID, report: Report) -> EventState:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    await must_be_unlocked(session, event.day)
    signed_up = await session.scalar(people_present(event_id)) or 0
    walked_in = await session.scalar(people_counted(event_id)) or 0
    event.hold(report.attendance, signed_up + walked_in, report.outcome, clock.now())
    given = EventReport(id=event.id, version=1, given_at=clock.now())
    given.write(report)
    session.add(given)
    outbox.publish(session, held_fact(event, given))
    return event.state()
