"""Open an office: it starts work, and its first year of events begins to count."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeOpened, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office, OneLine, Override
from liaison_registry.model.offices.preparation import known_about

router = web.router(only(Role.COORDINATOR))


class Opening(BaseModel):
    """`backdating_reason` is needed for a day more than a week back, `override_reason` where something is missing.

    Without it a refusal (409) lists what is missing as errors of the fields `readiness.<point>`. It is not published.
    """

    opened_on: date = Field(default_factory=clock.today)
    backdating_reason: str | None = Field(None, max_length=500)
    override_reason: OneLine | None = Field(None, max_length=500)


@router.post("/offices/{office_id}/opening")
async def open_office(
    session: Session, worker: Worker, office_id: UUID, opening: Opening, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    known = await known_about(session, office_id, opening.opened_on)
    override = Override(opening.override_reason, worker.id, clock.now()) if opening.override_reason else None
    office.open(opening.opened_on, clock.today(), known, override, opening.backdating_reason)
    outbox.publish(session, OfficeOpened(occurred_on=opening.opened_on, state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
