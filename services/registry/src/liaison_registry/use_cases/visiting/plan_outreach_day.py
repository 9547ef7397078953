"""Plan an outreach day: workers of an office come to a village that has none."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeChanged, OfficeState, OutreachDay
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.formats.written import LeftEmpty, Moment
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office, OneLine
from liaison_registry.model.offices.written import SettlementCode

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Outreach(BaseModel):
    """Times without an offset are Kyiv's."""

    settlement: OneLine = Field(min_length=1, max_length=200)
    settlement_en: OneLine = Field(min_length=1, max_length=200)
    settlement_code: Annotated[SettlementCode | None, LeftEmpty] = Field(None, description="KATOTTG code.")
    place: OneLine = Field(min_length=1, max_length=200)
    place_en: Annotated[OneLine | None, LeftEmpty] = Field(None, max_length=200)
    starts_at: Moment
    ends_at: Moment


@router.post("/offices/{office_id}/outreach", status_code=201)
async def plan_outreach_day(
    session: Session, worker: Worker, office_id: UUID, outreach: Outreach, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    office.must_receive_people()
    day = OutreachDay.model_validate(outreach.model_dump() | {"id": new_id()})
    office.plan_outreach(day, clock.now())
    outbox.publish(session, OfficeChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/outreach"
    return office.state()
