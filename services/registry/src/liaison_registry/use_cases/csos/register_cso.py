"""Register a CSO: an initiative became an organisation, and counts for the commitment if the network helped."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSORegistered, CSOState, CSOStatus
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import (
    CSO,
    AlreadyRegistered,
    InitiativeGroup,
    Office,
    OneLine,
    checked_edrpou,
    must_be_a_district,
)
from liaison_registry.model.csos.cso import OfficeMissing, UnknownOffice
from liaison_registry.model.csos.initiative_group import UnknownGroup

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Registration(BaseModel):
    """From an initiative group (`group_id`) come its office, its district and its area.

    `created_with_help`: true for one from a group unless it says otherwise, false for any other. `office_id`: the
    office that helps it; only who works for the whole network may leave it out. `backdating_reason` is needed for a
    day more than a week back.
    """

    edrpou: str = Field(min_length=1, max_length=20)
    name: OneLine = Field(min_length=1, max_length=500)
    registered_on: date
    created_with_help: bool | None = None
    district_id: UUID | None = None
    office_id: UUID | None = None
    group_id: UUID | None = None
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/cso", status_code=201)
async def register_cso(session: Session, worker: Worker, registration: Registration, response: Response) -> CSOState:
    group = await _group(session, registration.group_id)
    office_id = group.office_id if group else registration.office_id
    await _must_help(session, worker, office_id)
    edrpou = checked_edrpou(registration.edrpou)
    CSO.check_registration_day(registration.registered_on, clock.today(), registration.backdating_reason)
    district_id = registration.district_id or (group.district_id if group else None)
    await must_be_a_district(session, district_id)
    helped = registration.created_with_help
    columns = registration.model_dump(include={"name", "registered_on"}) | {
        "edrpou": edrpou,
        "created_with_help": group is not None if helped is None else helped,
        "district_id": district_id,
        "office_id": office_id,
        "areas": [group.area] if group else [],
    }
    # Not "look, then insert": two workers may register the same organisation at the same moment.
    new = insert(CSO).values(id=new_id(), version=1, status=CSOStatus.ACTIVE, **columns)
    cso: CSO | None = await session.scalar(new.on_conflict_do_nothing(index_elements=["edrpou"]).returning(CSO))
    if cso is None:
        raise AlreadyRegistered(name=await session.scalar(select(CSO.name).where(CSO.edrpou == edrpou)))
    if group:
        group.become(cso.id, registration.registered_on, clock.today(), worker.id)
    outbox.publish(
        session,
        CSORegistered(
            occurred_on=registration.registered_on, state=cso.state(), created_with_help=cso.created_with_help
        ),
    )
    response.headers["Location"] = f"/cso/{edrpou}"
    return cso.state()


async def _group(session: Session, group_id: UUID | None) -> InitiativeGroup | None:
    if group_id is None:
        return None
    group = await session.get(InitiativeGroup, group_id, with_for_update=True)
    if group is None:
        raise UnknownGroup
    return group


async def _must_help(session: Session, worker: Worker, office_id: UUID | None) -> None:
    if office_id is None:
        if not worker.whole_network:
            raise OfficeMissing
        return
    worker.must_run(office_id)
    if await session.get(Office, office_id) is None:
        raise UnknownOffice
