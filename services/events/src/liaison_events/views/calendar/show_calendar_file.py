"""Show an event as a calendar file (RFC 5545): people put it into their own calendar."""

from uuid import UUID

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_events.model import Event
from liaison_events.model.calendar_entries import Entry, calendar, component

router = web.router(ANYBODY)


@router.get("/events/{event_id}/calendar.ics", response_class=Response)
async def show_calendar_file(session: Session, event_id: UUID, request: Request) -> Response:
    event = await get(session, Event, event_id)
    file = calendar()
    file.add_component(component(Entry.of(event), request.app.state.settings.url.rstrip("/")))
    named = {"Content-Disposition": f'attachment; filename="event-{event.day}.ics"'}
    return Response(file.to_ical(), media_type="text/calendar; charset=utf-8", headers=named)
