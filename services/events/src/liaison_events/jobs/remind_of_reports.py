"""Remind of reports: three and seven days after an event that nobody has reported on, it is told that it is overdue."""

from datetime import timedelta

import structlog
from liaison_contracts.events import EventReportOverdue, EventStatus
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import exists, select

from liaison_events.model import Event
from liaison_events.model.attendance.reminder import DAYS, ReportReminder

log = structlog.get_logger()


@every(timedelta(minutes=15))
async def remind_of_reports(context: JobContext) -> bool:
    now = clock.now()
    # The later reminder first: of an event that is a week late already, nobody needs to hear of the third day.
    for days in sorted(DAYS, reverse=True):
        told = exists().where(ReportReminder.event_id == Event.id, ReportReminder.days >= days)
        late = (Event.status == EventStatus.SCHEDULED) & (Event.ends_at <= now - timedelta(days=days))
        async with context.transaction() as session:
            due = select(Event).where(late, ~told).order_by(Event.ends_at, Event.id).limit(1)
            event = await session.scalar(due.with_for_update(skip_locked=True))
            if event is None:
                continue
            session.add(ReportReminder(event_id=event.id, days=days, told_at=now))
            overdue = EventReportOverdue(
                occurred_on=clock.today(),
                event_id=event.id,
                office_id=event.office_id,
                ended_at=event.ends_at,
                days=days,
            )
            outbox.publish(session, overdue)
        log.warning("report.overdue", event_id=str(event.id), office_id=str(event.office_id), days=days)
        return True
    return False
