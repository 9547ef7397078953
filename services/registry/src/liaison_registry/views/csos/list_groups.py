"""List the initiative groups: a worker sees whom the office accompanies, what comes next, and who has been stuck."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOArea
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, func, select

from liaison_registry.model import FoundingStep, GroupStatus, InitiativeGroup, Office

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)

ON_A_PAGE = 50


class GroupInList(BaseModel):
    """One case: where it stands, and since when nothing has been recorded."""

    id: UUID
    idea: str
    area: CSOArea
    office_id: UUID
    status: GroupStatus
    next_step: FoundingStep | None
    formed_on: date
    progress_on: date
    ended_on: date | None


class OfficeName(BaseModel):
    """An office of the worker's scope."""

    id: UUID
    name: str
    name_en: str


class Groups(BaseModel):
    """One page of them, those longest without progress first; `found` counts all that match."""

    office: UUID | None
    step: FoundingStep | None
    status: GroupStatus | None
    quiet: int
    page: int = Field(description="From 1.")
    pages: int
    found: int
    groups: list[GroupInList]
    offices: list[OfficeName]


@router.get("/cso/groups")
async def list_groups(
    session: Session,
    worker: Worker,
    office: Annotated[UUID | None, LeftEmpty] = None,
    step: Annotated[FoundingStep | None, LeftEmpty, Query(description="The step that comes next.")] = None,
    status: Annotated[GroupStatus | None, LeftEmpty] = GroupStatus.FORMING,
    quiet: Annotated[int, Query(ge=0, le=3650, description="Days without progress, at least.")] = 0,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Groups:
    """Only those of the offices that the worker works for."""
    matching: list[ColumnElement[bool]] = []
    matching += [] if worker.whole_network else [InitiativeGroup.office_id.in_(worker.offices)]
    matching += [InitiativeGroup.office_id == office] if office else []
    matching += [InitiativeGroup.next_step == step] if step else []
    matching += [InitiativeGroup.status == status] if status else []
    matching += [InitiativeGroup.progress_on <= clock.today() - timedelta(days=quiet)] if quiet else []
    found = await session.scalar(select(func.count()).select_from(InitiativeGroup).where(*matching)) or 0
    ordered = select(InitiativeGroup).where(*matching).order_by(InitiativeGroup.progress_on, InitiativeGroup.id)
    rows = await session.scalars(ordered.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))
    offices = await session.scalars(select(Office).order_by(Office.name))
    return Groups(
        office=office,
        step=step,
        status=status,
        quiet=quiet,
        page=page,
        pages=max(1, -(-found // ON_A_PAGE)),
        found=found,
        groups=[GroupInList.model_validate(group, from_attributes=True) for group in rows],
        offices=[OfficeName.model_validate(one, from_attributes=True) for one in offices if worker.may_run(one.id)],
    )
