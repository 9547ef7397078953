"""Suspend an office: it stops work for a time, and residents are told why."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState, OfficeSuspended
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office, OneLine

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Suspension(BaseModel):
    """What residents are told: why it is shut, and until when if that is known."""

    notice: OneLine = Field(min_length=1, max_length=500)
    notice_en: OneLine | None = Field(None, max_length=500)


@router.post("/offices/{office_id}/suspension")
async def suspend_office(
    session: Session, worker: Worker, office_id: UUID, suspension: Suspension, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.suspend(suspension.notice, suspension.notice_en or None)
    outbox.publish(session, OfficeSuspended(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
