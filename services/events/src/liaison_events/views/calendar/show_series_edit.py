"""Show the forms that edit a series, all that is to come or this and later, and what an edit leaves as it is."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model import Event, Series, ShownEvent
from liaison_events.model.calendar.recurrence import wall
from liaison_events.model.calendar.series import NothingToCome, Reach, events_of, reached
from liaison_events.model.calendar.series_edits import KeptEvent, kept_event
from liaison_events.model.choices import RoomChoice, open_offices, room_choices

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class SeriesEdit(BaseModel):
    """`since`: the edit begins with this event; `first`: what the forms are filled in with, if anything is to come."""

    id: UUID
    version: int
    since: UUID | None
    first: ShownEvent | None
    starts_at: str
    ends_at: str
    changed: list[ShownEvent]
    kept: list[KeptEvent]
    last: ShownEvent
    rooms: list[RoomChoice]


@router.get("/events/series/{series_id}/edit")
async def show_series_edit(
    session: Session,
    worker: Worker,
    series_id: UUID,
    response: Response,
    since: Annotated[UUID | None, Query(description="The event with which the edit begins.")] = None,
) -> SeriesEdit:
    series = await get(session, Series, series_id)
    worker.must_run(series.office_id)
    tell_version(response, series.version)
    events = (await session.scalars(events_of(series.id))).all()
    found = _reached(events, since)
    first = found.first if found.events else None
    return SeriesEdit(
        id=series.id,
        version=series.version,
        since=since if first else None,
        first=first.shown() if first else None,
        starts_at=f"{wall(first.starts_at):%Y-%m-%dT%H:%M}" if first else "",
        ends_at=f"{wall(first.ends_at):%Y-%m-%dT%H:%M}" if first else "",
        changed=[event.shown() for event in found.events],
        kept=[kept_event(event) for event in found.kept],
        last=events[-1].shown(),
        rooms=room_choices(await open_offices(session, worker), but=first.room_id if first else None),
    )


def _reached(events: Sequence[Event], since: UUID | None) -> Reach:
    start = next((event.original_start for event in events if event.id == since), None)
    later = [one for one in events if start is None or one.original_start is None or one.original_start >= start]
    try:
        return reached(later, since, clock.now())
    except NothingToCome:
        return Reach([], [])
