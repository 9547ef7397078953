"""Remove special hours: the hours of the week hold again on these days."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeHoursChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/offices/{office_id}/special-hours/{from_day}/removal")
async def remove_special_hours(
    session: Session, worker: Worker, office_id: UUID, from_day: date, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.remove_special_hours(from_day)
    outbox.publish(session, OfficeHoursChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/hours"
    tell_version(response, office.version)
    return office.state()
