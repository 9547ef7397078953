"""Staff an office: its people are there, at least one of them qualified, and only the opening is left."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeStaffed, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office
from liaison_registry.model.training.training import qualified_at

router = web.router(only(Role.COORDINATOR))


@router.post("/offices/{office_id}/staffing")
async def staff_office(
    session: Session, worker: Worker, office_id: UUID, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.staff(await qualified_at(session, office_id, clock.today()))
    outbox.publish(session, OfficeStaffed(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
