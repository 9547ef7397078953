"""List the events: a resident sees what is on, at which office, or what has been; finds one by words or by kind."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import Field
from sqlalchemy import ColumnElement, func, select

from liaison_events.model import Event, ShownEvent
from liaison_events.model.calendar.calendar import (
    CalendarFilter,
    OfficeChoice,
    choosable_offices,
    coming,
    in_days,
    next_day,
    past,
)

router = web.router(ANYBODY)

PAGE_SIZE = 50


class Wanted(CalendarFilter):
    """One page of what is to come, of what has been, or of one day."""

    past: bool = False
    day: Annotated[date | None, LeftEmpty] = Field(
        None, ge=date(2000, 1, 1), lt=date(2200, 1, 1), description="All of this day, be it to come or past."
    )
    page: int = Field(1, ge=1, le=10_000)


class EventList(CalendarFilter):
    """Coming ones soonest first, past ones newest first; `number` is this page of `pages`, `found` counts all.

    `query`: the filter as in an address; `scope`: the same of what is neither filter nor page.
    """

    events: list[ShownEvent]
    offices: list[OfficeChoice]
    past: bool
    day: date | None
    found: int
    number: int
    pages: int
    query: str
    scope: str


@router.get("/events")
async def list_events(session: Session, wanted: Annotated[Wanted, Query()]) -> EventList:
    offices, now = await choosable_offices(session), clock.now()
    latest_first = wanted.past and not wanted.day
    order = (Event.starts_at.desc(), Event.id.desc()) if latest_first else (Event.starts_at, Event.id)
    when = past(now) if wanted.past else coming(now)
    when = in_days(wanted.day, next_day(wanted.day), now) if wanted.day else when
    chosen = [*wanted.conditions(offices, now), *when]
    ids, found = await _ids(session, wanted, chosen, order)
    rows = await session.scalars(select(Event).where(Event.id.in_(ids)).order_by(*order))
    return EventList(
        **wanted.model_dump(exclude={"page"}),
        events=[event.shown() for event in rows],
        offices=offices,
        found=found,
        number=wanted.page,
        pages=max(1, -(-found // PAGE_SIZE)),
        query=wanted.address(),
        scope=f"day={wanted.day}" if wanted.day else "past=true" if wanted.past else "",
    )


async def _ids(
    session: Session, wanted: Wanted, chosen: list[ColumnElement[bool]], order: tuple[Any, ...]
) -> tuple[Sequence[UUID], int]:
    """Those of the page, and how many there are on all pages."""
    page = select(Event.id).where(*chosen).order_by(*order).limit(PAGE_SIZE).offset((wanted.page - 1) * PAGE_SIZE)
    if wanted.reads_rows:
        # All of them have to be read to choose them: once, not again to count them.
        counted = (await session.execute(page.add_columns(func.count().over()))).all()
        if counted:
            return [row[0] for row in counted], counted[0][1]
    # Which they are an index alone knows, however deep in the list the page lies: only its own rows are fetched.
    found = await session.scalar(select(func.count()).select_from(Event).where(*chosen)) or 0
    return (await session.scalars(page)).all(), found
