"""Register a CSO: an initiative became an organisation, and counts for the commitment if the network helped."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSORegistered, CSOState, CSOStatus
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import CSO, AlreadyRegistered, District, OneLine, UnknownDistrict, checked_edrpou

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Registration(BaseModel):
    """`backdating_reason` is needed for a day more than a week back."""

    edrpou: str = Field(min_length=1, max_length=20)
    name: OneLine = Field(min_length=1, max_length=500)
    registered_on: date
    created_with_help: bool = False
    district_id: UUID | None = None
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/cso", status_code=201)
async def register_cso(session: Session, registration: Registration, response: Response) -> CSOState:
    edrpou = checked_edrpou(registration.edrpou)
    CSO.check_registration_day(registration.registered_on, clock.today(), registration.backdating_reason)
    if registration.district_id and await session.get(District, registration.district_id) is None:
        raise UnknownDistrict
    columns = registration.model_dump(exclude={"backdating_reason"}) | {"edrpou": edrpou}
    # Not "look, then insert": two workers may register the same organisation at the same moment.
    new = insert(CSO).values(id=new_id(), version=1, status=CSOStatus.ACTIVE, **columns)
    cso: CSO | None = await session.scalar(new.on_conflict_do_nothing(index_elements=["edrpou"]).returning(CSO))
    if cso is None:
        raise AlreadyRegistered(name=await session.scalar(select(CSO.name).where(CSO.edrpou == edrpou)))
    outbox.publish(
        session,
        CSORegistered(
            occurred_on=registration.registered_on, state=cso.state(), created_with_help=cso.created_with_help
        ),
    )
    response.headers["Location"] = f"/cso/{edrpou}"
    return cso.state()
