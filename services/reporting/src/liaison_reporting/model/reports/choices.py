"""What a report's page lets people choose from: years, offices, districts and commitments."""

from typing import Literal

from liaison_kit import clock
from liaison_pages.language import Language
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import MonthFigure
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, programmes
from liaison_reporting.model.reports.report import Named


class Choice(BaseModel):
    """One office, district or commitment, and what stands for it in the address."""

    key: str
    name: Named


class Choices(BaseModel):
    """`years`: from the first in which anything happened to the last, the newest first."""

    years: list[int] = []
    offices: list[Choice] = []
    districts: list[Choice] = []
    programmes: list[Choice] = []

    def named(self, field: Literal["offices", "districts", "programmes"], lang: str) -> list[tuple[str, str]]:
        """Pairs of what stands in the address and what people read."""
        found: list[Choice] = getattr(self, field)
        return [(one.key, str(Language(lang).pick(one.name, "name"))) for one in found]


async def choices(session: AsyncSession, takes: frozenset[str]) -> Choices:
    """Only for what the report takes."""
    found = Choices()
    if "year" in takes:
        first, last = (await session.execute(select(func.min(MonthFigure.month), func.max(MonthFigure.month)))).one()
        newest = max(last.year, clock.today().year) if last else 0
        found.years = list(range(newest, first.year - 1, -1)) if first else []
    if "office" in takes:
        offices = await session.scalars(select(OfficeCopy).order_by(OfficeCopy.name))
        found.offices = [Choice(key=one.slug, name=_named(one)) for one in offices]
    if "district" in takes:
        districts = await session.scalars(select(DistrictCopy).order_by(DistrictCopy.name))
        by_code = {one.code: Choice(key=one.code, name=_named(one)) for one in districts}
        found.districts = list(by_code.values())
    if "programme" in takes:
        found.programmes = [
            Choice(key=one.code, name=Named(name=one.title, name_en=one.title_en)) for one in await programmes(session)
        ]
    return found


def _named(one: OfficeCopy | DistrictCopy) -> Named:
    return Named(name=one.name, name_en=one.name_en)
