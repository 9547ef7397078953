"""Show the calendar as a feed (RFC 5545) to subscribe to: of all offices, of one office, of one kind of event."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Annotated

from fastapi import Query, Request, Response
from liaison_kit import clock, web
from liaison_kit.calendar_file import Entry, Subscription, calendar_file
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import answer_if_changed
from liaison_kit.web import Session
from liaison_pages.language import Language, of_request
from sqlalchemy import func, select

from liaison_events.model import Event
from liaison_events.model.calendar.calendar import CalendarFilter, OfficeChoice, choosable_offices
from liaison_events.model.calendar.calendar_entries import entries, entry

router = web.router(ANYBODY)

BEFORE, AFTER = timedelta(days=30), timedelta(days=366)
MOST_BEFORE, MOST_AFTER = 100, 400
FEED_TEXTS = {
    "all": "Events of the liaison offices",
    "district": "Events: {district} district",
}


@router.get(
    "/events/calendar.ics", response_class=Response, responses={200: {"content": {"text/calendar": {}}}, 304: {}}
)
async def show_calendar_feed(
    session: Session, request: Request, wanted: Annotated[CalendarFilter, Query()]
) -> Response:
    """The past 30 days and the year to come: of each at most the nearest 100 and 400. Cancelled events are in it,
    so that calendars strike them out. Ask with `If-None-Match`: 304 as long as nothing has changed.
    """
    offices = await choosable_offices(session)
    office = next((one for one in offices if one.slug == wanted.office), None)
    if wanted.office and not office:
        raise NotFound
    site = request.app.state.settings.url.rstrip("/")
    language, midnight = Language(of_request(request)), datetime.combine(clock.today(), time(), clock.KYIV)
    found = await _entries(session, wanted, offices, midnight, site)
    address = f"{site}/events/calendar.ics?{wanted.address()}".removesuffix("?")
    subscription = Subscription(_name(language, wanted, office), address)
    content = calendar_file(found, "Events", "PUBLISH", subscription)
    # The window moves at midnight, and an event that has left the feed for another office has changed, too.
    newest = await session.scalar(select(func.max(Event.modified_at)))
    changed_at = min(max(newest or midnight, midnight), clock.real_now()).astimezone(UTC)
    return answer_if_changed(request, content, "text/calendar; charset=utf-8", changed_at)


async def _entries(
    session: Session, wanted: CalendarFilter, offices: Sequence[OfficeChoice], midnight: datetime, site: str
) -> list[Entry]:
    chosen = entries().where(*wanted.conditions(offices, clock.now()))
    before = chosen.where(Event.starts_at >= midnight - BEFORE, Event.starts_at < midnight)
    after = chosen.where(Event.starts_at >= midnight, Event.starts_at < midnight + AFTER)
    latest = await session.execute(before.order_by(Event.starts_at.desc(), Event.id.desc()).limit(MOST_BEFORE))
    nearest = await session.execute(after.order_by(Event.starts_at, Event.id).limit(MOST_AFTER))
    return [entry(row, site) for row in (*reversed(latest.all()), *nearest)]


def _name(language: Language, wanted: CalendarFilter, office: OfficeChoice | None) -> str:
    if office:
        return str(language.pick(office, "name"))
    if wanted.district:
        return language.text(FEED_TEXTS["district"], district=wanted.district)
    return language.text(FEED_TEXTS["all"])
