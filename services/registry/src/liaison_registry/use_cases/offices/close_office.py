"""Close an office for good: residents are told, and what it did for the commitment still counts."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeClosed, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office, OneLine

router = web.router(only(Role.COORDINATOR))


class Closing(BaseModel):
    """`closed_on`: the first day on which it works no more; the notice is what residents are told."""

    closed_on: date = Field(default_factory=clock.today)
    notice: OneLine = Field(min_length=1, max_length=500)
    notice_en: OneLine | None = Field(None, max_length=500)


@router.post("/offices/{office_id}/closing")
async def close_office(
    session: Session, worker: Worker, office_id: UUID, closing: Closing, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.close(closing.closed_on, clock.today(), closing.notice, closing.notice_en or None)
    outbox.publish(session, OfficeClosed(occurred_on=closing.closed_on, state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
