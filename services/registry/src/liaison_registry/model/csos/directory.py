"""The directory of organisations: which of them somebody asks for."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from liaison_contracts.registry import CSOArea, CSOStatus
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy import ColumnElement, and_, bindparam, func, literal, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.csos.memorandum import ENDS_SOON
from liaison_registry.model.text import OneLine

ON_A_PAGE = 50
AnyWillDo = BeforeValidator(lambda given: given or None)
"""A browser sends a filter that was left empty as an empty text: any will do."""


class Partnership(StrEnum):
    """How an organisation stands with the City Council."""

    IN_FORCE = "in_force"
    ENDS_SOON = "ends_soon"
    NONE = "none"


class CSOFilter(BaseModel):
    """Part of the directory. Entries that were merged into another one are never in it."""

    q: OneLine = Field("", max_length=200, description="Part of the name, or the beginning of the EDRPOU.")
    district: Annotated[UUID | None, AnyWillDo] = None
    area: Annotated[CSOArea | None, AnyWillDo] = None
    status: Annotated[CSOStatus | None, AnyWillDo] = None
    memorandum: Annotated[Partnership | None, AnyWillDo] = Field(
        None, description="With the City Council: in force, in force and over within 60 days, or none."
    )
    helped: Annotated[bool | None, AnyWillDo] = Field(None, description="Created with the network's help.")

    def conditions(self, today: date) -> list[ColumnElement[bool]]:
        """What the rows of the table must fulfil."""
        # Written out, not a parameter: only so a prepared statement may use the index of those that are listed.
        found = [CSO.status != literal_column(f"'{CSOStatus.MERGED}'")]
        found += [or_(_named(self.q), CSO.edrpou.startswith(self.q, autoescape=True))] if self.q else []
        found += [CSO.district_id == self.district] if self.district else []
        found += [CSO.areas.contains([self.area.value])] if self.area else []
        found += [CSO.status == self.status] if self.status else []
        found += [_standing(self.memorandum, today)] if self.memorandum else []
        found += [CSO.created_with_help.is_(self.helped)] if self.helped is not None else []
        return found


async def page_of(session: AsyncSession, wanted: CSOFilter, today: date, page: int) -> tuple[int, list[UUID]]:
    """How many there are, and which of them are on one page, in the order of their names; only indexes are read."""
    conditions, begin = wanted.conditions(today), (page - 1) * ON_A_PAGE
    order = (CSO.name, CSO.edrpou)
    if wanted.q:
        # A plan made for any word at all works the word's letters out anew for every row, and does not know how many
        # rows will have it: ten times as long.
        await session.execute(text("set local plan_cache_mode = force_custom_plan"))
    if wanted.q and begin:
        # Searching is what takes long here: once is enough for both.
        both = select(CSO.id, func.count().over()).where(*conditions).order_by(*order).limit(ON_A_PAGE).offset(begin)
        if rows := (await session.execute(both)).all():
            return rows[0][1], [row.id for row in rows]
    found = await session.scalar(select(func.count()).select_from(CSO).where(*conditions)) or 0
    end = min(begin + ON_A_PAGE, found)
    if end <= begin:
        return found, []
    these = select(CSO.id).where(*conditions).limit(end - begin)
    if begin > found // 2:  # from the nearer end: rows that are passed over are read, too
        these = these.order_by(*(column.desc() for column in order)).offset(found - end)
    else:
        these = these.order_by(*order).offset(begin)
    return found, list(await session.scalars(these))


def _named(q: str) -> ColumnElement[bool]:
    """Whatever the case, the apostrophes and the quotation marks; by the index of migration 0008."""
    wanted = func.regexp_replace(func.cso_letters(bindparam("wanted", q)), r"([\\%_])", r"\\\1", "g")
    pattern = literal("%") + wanted + literal("%")
    return and_(CSO.letters.like(pattern), func.cso_letters(bindparam("any", q)) != "")


def _standing(wanted: Partnership, today: date) -> ColumnElement[bool]:
    until = CSO.memorandum_valid_until
    in_force = and_(CSO.memorandum_signed_on.is_not(None), or_(until.is_(None), until >= today))
    if wanted is Partnership.ENDS_SOON:
        return and_(in_force, until <= today + ENDS_SOON)
    return in_force if wanted is Partnership.IN_FORCE else ~in_force
