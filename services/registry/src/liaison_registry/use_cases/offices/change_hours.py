"""Change an office's hours: another week holds from a day on, and what was before stays as it was."""

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
from pydantic import Field

from liaison_registry.model import Office
from liaison_registry.model.offices.week import WrittenWeek

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Week(WrittenWeek):
    """The hours of each weekday as a person writes them: “09:00–13:00, 14:00–18:00”; empty: closed."""

    valid_from: date = Field(default_factory=clock.today, description="First day on which they hold.")


@router.post("/offices/{office_id}/hours")
async def change_hours(
    session: Session, worker: Worker, office_id: UUID, week: Week, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.change_week(week.spans(), week.valid_from, clock.today())
    outbox.publish(session, OfficeHoursChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
