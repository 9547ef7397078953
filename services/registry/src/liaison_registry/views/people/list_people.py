"""List the people and programs: administrators find an account, and see who may do what, and where."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, or_, select

from liaison_registry.model import Office, OneLine, Person, Staff

router = web.router(only(Role.ADMINISTRATOR), personal=True)

ON_A_PAGE = 50


class OfficeName(BaseModel):
    """What to call an office of somebody's scope."""

    id: UUID
    name: str
    name_en: str


class People(BaseModel):
    """One page of them, in the order of their names; `found` counts all that match."""

    q: str
    role: Role | None
    office: UUID | None
    active: bool | None
    page: int = Field(description="From 1.")
    pages: int
    found: int
    people: list[Person]
    offices: list[OfficeName]


@router.get("/people")
async def list_people(
    session: Session,
    q: Annotated[OneLine, Query(max_length=200, description="Part of the name or of the email.")] = "",
    role: Annotated[Role | None, LeftEmpty] = None,
    office: Annotated[
        UUID | None, LeftEmpty, Query(description="In whose scope it is, also as one of the whole network.")
    ] = None,
    active: Annotated[bool | None, LeftEmpty] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> People:
    matching = [or_(Staff.name.icontains(q, autoescape=True), Staff.email.icontains(q, autoescape=True))]
    matching += [Staff.roles.contains([role.value])] if role else []
    matching += [or_(Staff.whole_network, Staff.offices.contains([str(office)]))] if office else []
    matching += [Staff.active.is_(active)] if active is not None else []
    found = await session.scalar(select(func.count()).select_from(Staff).where(*matching)) or 0
    ordered = select(Staff).where(*matching).order_by(Staff.name, Staff.id)
    rows = await session.scalars(ordered.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))
    offices = await session.scalars(select(Office).order_by(Office.name))
    return People(
        q=q,
        role=role,
        office=office,
        active=active,
        page=page,
        pages=max(1, -(-found // ON_A_PAGE)),
        found=found,
        people=[Person.of(staff) for staff in rows],
        offices=[OfficeName.model_validate(row, from_attributes=True) for row in offices],
    )
