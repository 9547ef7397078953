"""Show how to take the calendar along: a feed for one's own calendar, and a list for another site."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Query, Request
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_events.model.calendar.calendar import CalendarFilter, OfficeChoice, choosable_offices

router = web.router(ANYBODY)

HEIGHT = 480


class CalendarLinks(CalendarFilter):
    """`feed` is to be pasted, `webcal` the same as a link that opens a calendar; `frame` is what a site shows."""

    offices: list[OfficeChoice]
    query: str
    feed: str
    webcal: str
    frame: str
    height: int


@router.get("/events/links")
async def show_calendar_links(
    session: Session, request: Request, wanted: Annotated[CalendarFilter, Query()]
) -> CalendarLinks:
    site, query = request.app.state.settings.url.rstrip("/"), wanted.address()
    feed = f"{site}/events/calendar.ics?{query}".removesuffix("?")
    return CalendarLinks(
        **wanted.model_dump(),
        offices=await choosable_offices(session),
        query=query,
        feed=feed,
        webcal=urlsplit(feed)._replace(scheme="webcal").geturl(),
        frame=f"{site}/events/embed?{query}".removesuffix("?"),
        height=HEIGHT,
    )
