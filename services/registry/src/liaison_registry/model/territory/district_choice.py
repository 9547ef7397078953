"""Districts by their names only: all that a form or a filter needs of them, however many there are."""

from collections.abc import Iterable
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.territory.district import District


class DistrictNamed(BaseModel):
    """A district that can be chosen."""

    id: UUID
    name: str
    name_en: str


async def districts_to_choose(session: AsyncSession) -> list[DistrictNamed]:
    """Those that there are, by name."""
    return await _found(session, _names().where(District.ended_on.is_(None)))


async def districts_of_ids(session: AsyncSession, ids: Iterable[UUID]) -> list[DistrictNamed]:
    """These, by name; whether they have ended does not matter."""
    return await _found(session, _names().where(District.id.in_(ids)))


def named(districts: Iterable[District]) -> list[DistrictNamed]:
    """Those that were read already, in their order."""
    return [DistrictNamed(id=one.id, name=one.name, name_en=one.name_en) for one in districts]


def _names() -> Select[UUID, str, str]:
    return select(District.id, District.name, District.name_en).order_by(District.name)


async def _found(session: AsyncSession, wanted: Select[UUID, str, str]) -> list[DistrictNamed]:
    return [DistrictNamed(id=id_, name=name, name_en=name_en) for id_, name, name_en in await session.execute(wanted)]
