"""List the events: a resident sees what is on, at which office, or what has been."""

from typing import Annotated

from fastapi import Query
from liaison_contracts.events import EventStatus
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import func, or_, select

from liaison_events.model import Event, OfficeCopy, ShownEvent

router = web.router(ANYBODY)

PAGE_SIZE = 50


class OfficeChoice(BaseModel):
    """An office one can filter by."""

    slug: str
    name: str
    name_en: str


class EventList(BaseModel):
    """Coming ones soonest first, past ones newest first; `number` is this page of `pages`."""

    events: list[ShownEvent]
    offices: list[OfficeChoice]
    office: str | None
    past: bool
    number: int
    pages: int


@router.get("/events")
async def list_events(
    session: Session,
    office: Annotated[str | None, Query(max_length=200, description="Slug of an office.")] = None,
    past: bool = False,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> EventList:
    if past:
        # A cancelled event that is over never took place; one whose report is in is past, whatever was planned.
        over = or_(Event.ends_at <= clock.now(), Event.status == EventStatus.HELD)
        chosen = select(Event).where(over, Event.status != EventStatus.CANCELLED)
        ordered = chosen.order_by(Event.starts_at.desc(), Event.id)
    else:
        chosen = select(Event).where(Event.ends_at > clock.now(), Event.status != EventStatus.HELD)
        ordered = chosen.order_by(Event.starts_at, Event.id)
    if office:
        chosen, ordered = (query.where(Event.office_slug == office) for query in (chosen, ordered))
    total = await session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = await session.scalars(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    offices = await session.scalars(select(OfficeCopy).order_by(OfficeCopy.name))
    return EventList(
        events=[event.shown() for event in rows],
        offices=[OfficeChoice.model_validate(choice, from_attributes=True) for choice in offices],
        office=office,
        past=past,
        number=page,
        pages=max(1, -(-total // PAGE_SIZE)),
    )
