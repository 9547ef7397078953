"""Show an event as a calendar file (RFC 5545): people put it into their own calendar."""

from uuid import UUID

from fastapi import Request, Response
from icalendar import Calendar, vText
from icalendar import Event as CalendarEntry
from liaison_contracts.events import EventStatus
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_events.model import Event

router = web.router(ANYBODY)


@router.get("/events/{event_id}/calendar.ics", response_class=Response)
async def show_calendar_file(session: Session, event_id: UUID, request: Request) -> Response:
    event = await get(session, Event, event_id)
    address = f"{request.app.state.settings.url.rstrip('/')}/events/{event.id}"
    calendar = Calendar()
    calendar.add("prodid", "-//Liaison//Events//UK")
    calendar.add("version", "2.0")
    entry = CalendarEntry()
    # The same UID in every copy, and a SEQUENCE that rises: a calendar replaces what it had.
    entry.add("uid", f"{event.id}@liaison")
    entry.add("sequence", event.version - 1)
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    entry.add("description", event.description)
    entry.add("location", vText(f"{event.office_name}, {event.room_name}, {event.address}"))
    entry.add("status", "CANCELLED" if event.status == EventStatus.CANCELLED else "CONFIRMED")
    entry.add("url", address)
    calendar.add_component(entry)
    named = {"Content-Disposition": f'attachment; filename="event-{event.day}.ics"'}
    return Response(calendar.to_ical(), media_type="text/calendar; charset=utf-8", headers=named)
