"""List the applications to a grant call: evaluators see which are theirs to score, coordinators what is unchecked."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantCallState
from liaison_kit import web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import exists, func, or_, select

from liaison_registry.model import CSO, OneLine
from liaison_registry.model.grants.grant_address import GrantSlug, visible_call
from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_scores import GrantConflict, GrantEvaluation, counted_evaluations

router = web.router(only(Role.ANALYST, Role.COORDINATOR))

ON_A_PAGE = 50


class Order(StrEnum):
    """What the list is sorted by."""

    SUBMITTED = "submitted"
    TITLE = "title"
    ORGANISATION = "organisation"
    REQUESTED = "requested"


ORDERS: dict[Order, Any] = {
    Order.SUBMITTED: GrantApplication.submitted_at,
    Order.TITLE: GrantApplication.title,
    Order.ORGANISATION: CSO.name,
    Order.REQUESTED: GrantApplication.requested.desc(),
}


class ListedApplication(BaseModel):
    """`mine`: I have scored it; `conflict`: I may not; `evaluations`: how many scores count."""

    id: UUID
    title: str
    cso_name: str
    requested: int
    submitted_at: datetime
    status: ApplicationStatus
    evaluations: int
    mine: bool
    conflict: bool


class GrantApplications(BaseModel):
    """One page of them; `found` counts all that match."""

    call: GrantCallState
    is_scored: bool = Field(description="Whether evaluators are at work.")
    evaluators_needed: int
    q: str
    status: ApplicationStatus | None
    todo: bool
    sort: Order
    page: int = Field(description="From 1.")
    pages: int
    found: int
    applications: list[ListedApplication]


@router.get("/grants/{slug}/applications")
async def list_grant_applications(
    session: Session,
    worker: Worker,
    slug: GrantSlug,
    q: Annotated[OneLine, Query(max_length=200, description="Part of the title or the organisation's name.")] = "",
    status: Annotated[ApplicationStatus | None, LeftEmpty] = None,
    todo: Annotated[bool, Query(description="Only those that are mine to score.")] = False,
    sort: Order = Order.SUBMITTED,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> GrantApplications:
    call = await visible_call(session, slug, worker)
    key = GrantApplication.id
    mine = exists().where(GrantEvaluation.application_id == key, GrantEvaluation.evaluator_id == worker.id)
    conflict = exists().where(GrantConflict.application_id == key, GrantConflict.evaluator_id == worker.id)
    matching = [
        GrantApplication.call_id == call.id,
        or_(GrantApplication.title.icontains(q, autoescape=True), CSO.name.icontains(q, autoescape=True)),
    ]
    matching += [GrantApplication.status == status] if status else []
    matching += [~mine, ~conflict, GrantApplication.status == ApplicationStatus.ELIGIBLE] if todo else []
    query = select(GrantApplication, CSO.name, mine.label("mine"), conflict.label("conflict"))
    query = query.join(CSO, CSO.id == GrantApplication.cso_id).where(*matching)
    found = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(ORDERS[sort], key).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    counted = {row.application_id: row.counted for row in await session.execute(counted_evaluations(call.id))}
    return GrantApplications(
        call=call.state(),
        is_scored=call.is_scored,
        evaluators_needed=call.evaluators_needed,
        q=q,
        status=status,
        todo=todo,
        sort=sort,
        page=page,
        pages=max(1, -(-found // ON_A_PAGE)),
        found=found,
        applications=[
            ListedApplication(
                id=row.id,
                title=row.title,
                cso_name=name,
                requested=row.requested,
                submitted_at=row.submitted_at,
                status=ApplicationStatus(row.status),
                evaluations=counted.get(row.id, 0),
                mine=is_mine,
                conflict=has_conflict,
            )
            for row, name, is_mine, has_conflict in await session.execute(ordered)
        ],
    )
