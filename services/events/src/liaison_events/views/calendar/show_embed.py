"""Show the coming events as a small page that other sites put into a frame: no cookie, no form, no script."""

from typing import Annotated

from fastapi import Query, Request, Response
from liaison_kit import clock, web
from liaison_kit.headers import content_policy
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import Field
from sqlalchemy import select

from liaison_events.model import Event, ShownEvent
from liaison_events.model.calendar.calendar import CalendarFilter, choosable_offices, coming

router = web.router(ANYBODY)


class Wanted(CalendarFilter):
    """The first of those that come."""

    most: int = Field(5, ge=1, le=20, description="How many events are shown at most.")


class Embed(CalendarFilter):
    """`query`: the filter as in an address; `site`: where the pages are."""

    events: list[ShownEvent]
    query: str
    site: str


@router.get("/events/embed")
async def show_embed(
    session: Session, request: Request, response: Response, wanted: Annotated[Wanted, Query()]
) -> Embed:
    settings, now = request.app.state.settings, clock.now()
    # Any site may frame this page: nobody is signed in to it, and there is nothing to click but links that lead out.
    response.headers["Content-Security-Policy"] = content_policy("", ancestors="*", forms="'none'")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    request.state.framed = True
    offices = await choosable_offices(session)
    chosen = select(Event).where(*wanted.conditions(offices, now), *coming(now))
    rows = await session.scalars(chosen.order_by(Event.starts_at, Event.id).limit(wanted.most))
    return Embed(
        **wanted.model_dump(exclude={"most"}),
        events=[event.shown() for event in rows],
        query=wanted.address(),
        site=settings.url.rstrip("/"),
    )
