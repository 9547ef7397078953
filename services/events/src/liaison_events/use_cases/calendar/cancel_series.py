"""Cancel a series: all that is to come, or this and later, will not take place; what was changed by itself included."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Series
from liaison_events.model.calendar.calling_off import call_off
from liaison_events.model.calendar.series import reach
from liaison_events.model.calendar.series_edits import EditedSeries, edited
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class CancellationOfSeries(BaseModel):
    """`reason` is public: it stands on each event's page and in each fact."""

    since: UUID | None = Field(None, description="From this event of the series on; all that is to come, if left out.")
    reason: Text = Field(max_length=500)


@router.post("/events/series/{series_id}/cancellation")
async def cancel_series(
    session: Session,
    worker: Worker,
    series_id: UUID,
    cancellation: CancellationOfSeries,
    expected: IfMatch,
    response: Response,
) -> EditedSeries:
    series = await get_for_update(session, Series, series_id)
    worker.must_run(series.office_id)
    expected.must_be(series)
    found = await reach(session, series, cancellation.since, clock.now(), with_changed=True)
    for event in found.events:
        worker.must_run(event.office_id)
        await call_off(session, event, cancellation.reason)
    series.changed()
    response.headers["Location"] = f"/events/series/{series.id}"
    tell_version(response, series.version)
    return edited(series, found.events, found.kept)
