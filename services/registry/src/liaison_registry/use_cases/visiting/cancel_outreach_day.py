"""Cancel an outreach day: residents of the village read that nobody comes, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office, OneLine

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class OutreachCancellation(BaseModel):
    """Why nobody comes, for residents."""

    reason: OneLine = Field(min_length=1, max_length=300)
    reason_en: Annotated[OneLine | None, LeftEmpty] = Field(None, max_length=300)


@router.post("/offices/{office_id}/outreach/{day_id}/cancellation")
async def cancel_outreach_day(
    session: Session,
    worker: Worker,
    office_id: UUID,
    day_id: UUID,
    cancellation: OutreachCancellation,
    response: Response,
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    office.cancel_outreach(day_id, cancellation.reason, cancellation.reason_en, clock.now())
    outbox.publish(session, OfficeChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/outreach"
    return office.state()
