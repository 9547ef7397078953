"""Change what a series says and its places, for all that is to come, or for this and later; all of it or nothing."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventChanged
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import Field

from liaison_events.model import OfficeCopy, Series
from liaison_events.model.calendar.clashes import booked_on, hold_offices_of
from liaison_events.model.calendar.planning import Details, Tools
from liaison_events.model.calendar.room_time import ChangedSetUp, RoomTime
from liaison_events.model.calendar.series import changes_of, reach
from liaison_events.model.calendar.series_edits import EditedSeries, edited
from liaison_events.model.sign_ups.waiting_list import offer_free_places
from liaison_events.model.texts import Line, Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class ChangeOfSeries(ChangedSetUp, Details):
    """What the events say from now on; `capacity`: as many places as each has, if left out."""

    since: UUID | None = Field(None, description="From this event of the series on; all that is to come, if left out.")
    title: Line = Field(max_length=200)
    description: Text = Field(max_length=5000)
    tools: Tools = Field(default_factory=list)
    capacity: int | None = Field(None, ge=1, le=100_000)


@router.post("/events/series/{series_id}/change")
async def change_series(
    session: Session, worker: Worker, series_id: UUID, change: ChangeOfSeries, expected: IfMatch, response: Response
) -> EditedSeries:
    worker.must_run((await get(session, Series, series_id)).office_id)
    await hold_offices_of(session, series_id)
    series = await get_for_update(session, Series, series_id)
    expected.must_be(series)
    now = clock.now()
    found = await reach(session, series, change.since, now)
    change.check_ages()
    # An organiser or an age that is left out is none, as for a single event.
    left_out = {"since", *ChangedSetUp.model_fields} | (set() if change.capacity is not None else {"capacity"})
    wanted = change.model_dump(exclude=left_out) | change.set_up()
    for event in found.events:
        worker.must_run(event.office_id)
        if columns := changes_of(event, wanted):
            office = await get(session, OfficeCopy, event.office_id)
            async with booked_on(session, RoomTime.of(event, **change.set_up()), RoomTime.of(event)):
                event.change(columns, office.room(event.room_id).capacity if event.has_room else None)
            outbox.publish(session, EventChanged(occurred_on=clock.today(), state=event.state()))
            await offer_free_places(session, event, now)
    series.changed()
    response.headers["Location"] = f"/events/series/{series.id}"
    tell_version(response, series.version)
    return edited(series, found.events, found.kept)
