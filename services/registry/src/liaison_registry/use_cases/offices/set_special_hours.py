"""Set special hours: on some days an office is closed, or open at other times."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeHoursChanged, OfficeState, SpecialHours
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, BeforeValidator, Field

from liaison_registry.model import Hours, Office, OneLine, spans_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class SpecialDays(BaseModel):
    """From one day to another, the same hours on each; a single day needs no `to_day`."""

    from_day: date
    to_day: Annotated[date | None, BeforeValidator(lambda given: given or None)] = None
    hours: Hours = Field("", description="Such as 10:00–14:00; empty: closed.")
    note: OneLine = Field(min_length=1, max_length=200, description="Why, for residents.")
    note_en: OneLine | None = Field(None, max_length=200)


@router.post("/offices/{office_id}/special-hours")
async def set_special_hours(
    session: Session, worker: Worker, office_id: UUID, days: SpecialDays, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    special = SpecialHours(
        from_day=days.from_day,
        to_day=days.to_day or days.from_day,
        hours=spans_of(days.hours),
        note=days.note,
        note_en=days.note_en or None,
    )
    office.set_special_hours(special, clock.today())
    outbox.publish(session, OfficeHoursChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/hours"
    tell_version(response, office.version)
    return office.state()
