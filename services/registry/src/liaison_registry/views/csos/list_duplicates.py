"""List organisations that may be one: a coordinator decides which of them are."""

from typing import Annotated

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOState
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import CSO
from liaison_registry.model.csos.duplicates import pairs

router = web.router(for_the_network(Role.COORDINATOR))

ON_A_PAGE = 25


class Pair(BaseModel):
    """Two organisations. `likeness`: how much of their names is common, from 0 to 1."""

    one: CSOState
    other: CSOState
    likeness: float


class Duplicates(BaseModel):
    """The likest first; `more`: whether there is another page."""

    page: int = Field(description="From 1.")
    more: bool
    pairs: list[Pair]


@router.get("/cso/duplicates")
async def list_duplicates(session: Session, page: Annotated[int, Query(ge=1, le=1000)] = 1) -> Duplicates:
    wanted = pairs().limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
    rows = (await session.execute(wanted)).all()
    ids = {one for row in rows for one in row[:2]}
    csos = {cso.id: cso.state() for cso in await session.scalars(select(CSO).where(CSO.id.in_(ids)))}
    found = [Pair(one=csos[one], other=csos[other], likeness=likeness) for one, other, likeness in rows]
    return Duplicates(page=page, more=len(found) > ON_A_PAGE, pairs=found[:ON_A_PAGE])
