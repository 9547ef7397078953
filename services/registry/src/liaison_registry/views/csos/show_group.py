"""Show an initiative group: who they are, what they have done on the way to an organisation, and what is missing."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOArea, CSOState, OfficeState
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CSO, FoundingStep, GroupStatus, InitiativeGroup, Office, Staff
from liaison_registry.model.csos.initiative_group import NEEDS
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class Founder(BaseModel):
    """`contact`: E.164, an email, or nothing."""

    name: str
    contact: str


class StepShown(BaseModel):
    """One step; without a day it is not recorded. `by`: who recorded it, where that is known.

    `possible`: it can be recorded now. `last`: no other stands on it, so that it can be taken back.
    """

    step: FoundingStep
    taken_on: date | None
    recorded_on: date | None
    by: str | None
    notes: str
    possible: bool
    last: bool


class GroupPage(BaseModel):
    """`cso`: what it has become. `forgotten_on`: since when nothing tells who they were."""

    id: UUID
    version: int
    idea: str
    area: CSOArea
    founders: list[Founder]
    consented_on: date
    formed_on: date
    status: GroupStatus
    ended_on: date | None
    reason: str | None
    forgotten_on: date | None
    missing: list[FoundingStep]
    steps: list[StepShown]
    office: OfficeState
    district: DistrictNamed | None
    districts: list[DistrictNamed]
    cso: CSOState | None


@router.get("/cso/groups/{group_id}")
async def show_group(session: Session, worker: Worker, group_id: UUID, response: Response) -> GroupPage:
    group = await get(session, InitiativeGroup, group_id)
    worker.must_run(group.office_id)
    office = await get(session, Office, group.office_id)
    districts = await districts_to_choose(session)
    cso = await get(session, CSO, group.cso_id) if group.cso_id else None
    recorders = {UUID(record["by"]) for record in group.steps.values()}
    recorded_by = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(recorders)))
    names = {row.id: row.name for row in recorded_by}
    tell_version(response, group.version)
    own = ("id", "version", "idea", "area", "founders", "consented_on", "formed_on", "status", "ended_on", "reason")
    return GroupPage.model_validate(
        {name: getattr(group, name) for name in (*own, "forgotten_on", "missing")}
        | {
            "steps": [_shown(step, group.steps, names) for step in FoundingStep],
            "office": office.state(),
            "district": next((one for one in districts if one.id == group.district_id), None),
            "districts": districts,
            "cso": cso.state() if cso else None,
        }
    )


def _shown(step: FoundingStep, steps: dict[str, Any], names: dict[UUID, str]) -> StepShown:
    record = steps.get(step)
    return StepShown(
        step=step,
        taken_on=record and record["taken_on"],
        recorded_on=record and record["recorded_on"],
        by=names.get(UUID(record["by"])) if record else None,
        notes=record["notes"] if record else "",
        possible=record is None and NEEDS.get(step, set()) <= set(steps),
        last=record is not None and not any(step in needed and after in steps for after, needed in NEEDS.items()),
    )
