"""List the CSOs: a resident finds an organisation to join, by its name or its code."""

from typing import Annotated

from fastapi import Query
from liaison_contracts.registry import CSOState
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, or_, select, true

from liaison_registry.model import CSO, OneLine

router = web.router(ANYBODY)

ON_A_PAGE = 50


class CSOs(BaseModel):
    """One page of them, in the order of their names; `found` counts all that match."""

    q: str
    page: int = Field(description="From 1.")
    pages: int
    found: int
    csos: list[CSOState]


@router.get("/cso")
async def list_csos(
    session: Session,
    q: Annotated[OneLine, Query(max_length=200, description="Part of the name, or the beginning of the EDRPOU.")] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> CSOs:
    # Without a question there is nothing to compare; with one, the index of the parts of names finds it.
    said = or_(CSO.name.icontains(q, autoescape=True), CSO.edrpou.startswith(q, autoescape=True))
    matching = said if q else true()
    found = await session.scalar(select(func.count()).select_from(CSO).where(matching)) or 0
    ordered = select(CSO).where(matching).order_by(CSO.name, CSO.edrpou)
    rows = await session.scalars(ordered.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))
    pages = max(1, -(-found // ON_A_PAGE))
    return CSOs(q=q, page=page, pages=pages, found=found, csos=[cso.state() for cso in rows])
