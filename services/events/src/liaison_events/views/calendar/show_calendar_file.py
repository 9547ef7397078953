"""Show an event as a calendar file (RFC 5545): people put it into their own calendar."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.events import EventStatus
from liaison_kit import web
from liaison_kit.calendar_file import Entry, calendar_file
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_events.model import Event

router = web.router(ANYBODY)


@router.get("/events/{event_id}/calendar.ics", response_class=Response)
async def show_calendar_file(session: Session, event_id: UUID, request: Request) -> Response:
    event = await get(session, Event, event_id)
    entry = Entry(
        id=event.id,
        version=event.version,
        title=event.title,
        description=event.description,
        place=f"{event.office_name}, {event.room_name}, {event.address}",
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        cancelled=event.status == EventStatus.CANCELLED,
        modified_at=event.modified_at,
        url=f"{request.app.state.settings.url.rstrip('/')}/events/{event.id}",
    )
    named = {"Content-Disposition": f'attachment; filename="event-{event.day}.ics"'}
    content = calendar_file([entry], "Events")
    return Response(content, media_type="text/calendar; charset=utf-8", headers=named)
