"""Show what a merge of districts would move: first which districts, then what of each, and into which."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import District
from liaison_registry.model.territory.shown_territory import (
    KATOTTG,
    Belonging,
    NamedDistrict,
    belonging,
    district_at,
    named,
)

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class MergeForm(BaseModel):
    """This district and those chosen, each with what belongs to it; `choice`: the districts that could be chosen."""

    this: Belonging
    chosen: list[Belonging]
    choice: list[NamedDistrict]


@router.get("/districts/{code}/merging")
async def show_merge_form(
    session: Session,
    response: Response,
    code: Annotated[str, Path(pattern=KATOTTG)],
    others: Annotated[list[UUID] | None, Query(alias="others[]", max_length=50)] = None,
) -> MergeForm:
    district = await district_at(session, code)
    there = (District.ended_on.is_(None), District.id != district.id)
    chosen = await session.scalars(
        select(District).where(*there, District.id.in_(others or [])).order_by(District.name)
    )
    tell_version(response, district.version)
    return MergeForm(
        this=await belonging(session, district),
        chosen=[await belonging(session, one) for one in chosen],
        choice=await named(session, *there),
    )
