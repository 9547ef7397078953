"""Open an office: it starts work, and its first year of events begins to count."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeOpened, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office

router = web.router(only(Role.COORDINATOR))


class Opening(BaseModel):
    """`backdating_reason` is needed for a day more than a week back."""

    opened_on: date = Field(default_factory=clock.today)
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/offices/{office_id}/opening")
async def open_office(
    session: Session, worker: Worker, office_id: UUID, opening: Opening, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    office.open(opening.opened_on, clock.today(), opening.backdating_reason)
    outbox.publish(session, OfficeOpened(occurred_on=opening.opened_on, state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    return office.state()
