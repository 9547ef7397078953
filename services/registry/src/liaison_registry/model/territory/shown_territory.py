"""What the pages of districts have in common: which district an address means, and what belongs to one."""

from datetime import date
from typing import Annotated
from uuid import UUID

from liaison_contracts.registry import DistrictState
from liaison_kit.errors import NotFound
from pydantic import BaseModel, BeforeValidator
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.csos.initiative_group import InitiativeGroup
from liaison_registry.model.offices.office import Office
from liaison_registry.model.territory.district import District

KATOTTG = "^UA[0-9]{17}$"
OnDay = Annotated[date | None, BeforeValidator(lambda given: given or None)]


class NamedDistrict(BaseModel):
    """A district as another one's page names it; its first day tells it from others that had its code."""

    id: UUID
    code: str
    name: str
    name_en: str
    joined_on: date


class BelongingOffice(BaseModel):
    """An office, and how many organisations and initiative groups of its district it helps: they go where it goes."""

    id: UUID
    slug: str
    name: str
    name_en: str
    csos: int
    groups: int


class Belonging(BaseModel):
    """What belongs to a district, and would move with a split or a merge; the others are helped by no office of it."""

    district: DistrictState
    offices: list[BelongingOffice]
    other_csos: int
    other_groups: int


async def district_at(session: AsyncSession, code: str, on: date | None = None) -> District:
    """The district of this code on that day; without one the newest: codes outlive districts. NotFound."""
    query = select(District).where(District.code == code)
    if on:
        query = query.where(District.joined_on <= on, District.ended_on.is_(None) | (District.ended_on > on))
    district = await session.scalar(query.order_by(District.joined_on.desc()).limit(1))
    if district is None:
        raise NotFound
    return district


async def named(session: AsyncSession, *which: ColumnElement[bool]) -> list[NamedDistrict]:
    """Districts in the order of their names."""
    columns = [getattr(District, name) for name in NamedDistrict.model_fields]
    rows = await session.execute(select(*columns).where(*which).order_by(District.name, District.joined_on))
    return [NamedDistrict.model_validate(row, from_attributes=True) for row in rows]


async def belonging(session: AsyncSession, district: District) -> Belonging:
    """Counted, as a district can have thousands of organisations."""
    rows = await session.execute(
        select(Office.id, Office.slug, Office.name, Office.name_en)
        .where(Office.district_id == district.id)
        .order_by(Office.name, Office.id)
    )
    csos, groups = [await _by_office(session, kind, district.id) for kind in (CSO, InitiativeGroup)]
    offices = [BelongingOffice(**row._mapping, csos=csos.pop(row.id, 0), groups=groups.pop(row.id, 0)) for row in rows]
    return Belonging(
        district=district.state(),
        offices=offices,
        other_csos=sum(csos.values()),
        other_groups=sum(groups.values()),
    )


async def _by_office(
    session: AsyncSession, kind: type[CSO] | type[InitiativeGroup], district_id: UUID
) -> dict[UUID | None, int]:
    query = select(kind.office_id, func.count()).where(kind.district_id == district_id).group_by(kind.office_id)
    return {row[0]: row[1] for row in await session.execute(query)}
