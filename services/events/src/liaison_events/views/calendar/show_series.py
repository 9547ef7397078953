"""Show a series: its dates to come, what was cancelled of it, and what has been."""

from uuid import UUID

from fastapi import Response
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_events.model import Series, ShownEvent
from liaison_events.model.calendar.recurrence import Repeats
from liaison_events.model.calendar.series import events_of

router = web.router(ANYBODY)


class DateOfSeries(BaseModel):
    """`changed_alone`: it differs from the others, and edits of all leave it as it is."""

    event: ShownEvent
    changed_alone: bool


class SeriesPage(BaseModel):
    """What the next event, or else the last, says stands for all."""

    id: UUID
    version: int
    office_id: UUID
    repeats: Repeats
    rule: str
    named: ShownEvent
    coming: list[DateOfSeries]
    past: list[DateOfSeries]


@router.get("/events/series/{series_id}")
async def show_series(session: Session, series_id: UUID, response: Response) -> SeriesPage:
    series = await get(session, Series, series_id)
    tell_version(response, series.version)
    events = (await session.scalars(events_of(series.id))).all()
    dates = [DateOfSeries(event=event.shown(), changed_alone=event.changed_alone) for event in events]
    now = clock.now()
    return SeriesPage(
        id=series.id,
        version=series.version,
        office_id=series.office_id,
        repeats=Repeats(series.repeats),
        rule=series.rule,
        named=next((event for event in events if event.is_to_come(now)), events[-1]).shown(),
        coming=[date for date in dates if date.event.ends_at > now],
        past=[date for date in dates if date.event.ends_at <= now][::-1],
    )
