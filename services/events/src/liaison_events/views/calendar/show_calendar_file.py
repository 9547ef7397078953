"""Show an event as a calendar file (RFC 5545), for people's own calendars."""

from uuid import UUID

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.calendar_file import calendar_file
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_events.model import Event
from liaison_events.model.calendar.calendar_entries import entry

router = web.router(ANYBODY)


@router.get("/events/{event_id}/calendar.ics", response_class=Response)
async def show_calendar_file(session: Session, event_id: UUID, request: Request) -> Response:
    event = await get(session, Event, event_id)
    content = calendar_file([entry(event, request.app.state.settings.url.rstrip("/"))], "Events")
    named = {"Content-Disposition": f'attachment; filename="event-{event.day}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=named)
