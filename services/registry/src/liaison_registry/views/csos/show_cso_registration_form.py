"""Show the form that registers a CSO, perhaps one that an initiative group has become."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import FoundingStep, InitiativeGroup, Office
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class GroupToRegister(BaseModel):
    """What the organisation takes over from its group, and what is missing before it can; no word about people."""

    id: UUID
    office_id: UUID
    district_id: UUID | None
    missing: list[FoundingStep]


class CSORegistrationForm(BaseModel):
    """The districts, and the offices that who asks may work for, in the order of their names."""

    group: GroupToRegister | None
    districts: list[DistrictNamed]
    offices: list[OfficeState]


@router.get("/cso/new")
async def show_cso_registration_form(
    session: Session,
    worker: Worker,
    group: Annotated[UUID | None, LeftEmpty, Query(description="Id of the initiative group.")] = None,
) -> CSORegistrationForm:
    becoming = await get(session, InitiativeGroup, group) if group else None
    if becoming:
        worker.must_run(becoming.office_id)
    offices = await session.scalars(select(Office).order_by(Office.name))
    return CSORegistrationForm(
        group=GroupToRegister.model_validate(becoming, from_attributes=True) if becoming else None,
        districts=await districts_to_choose(session),
        offices=[office.state() for office in offices if worker.may_run(office.id)],
    )
