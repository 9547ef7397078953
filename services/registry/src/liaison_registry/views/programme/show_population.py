"""Show how many people live in each district, by sex and age, with the source; coordinators import it here."""

from collections import defaultdict
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_kit import web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import District
from liaison_registry.model.programme.figures import districts_of
from liaison_registry.model.programme.population import AGE_GROUPS, GROUPS, Population
from liaison_registry.model.territory.district_choice import DistrictNamed, named

router = web.router(ANYBODY)


class DistrictPopulation(BaseModel):
    """A district's people in the year; `complete`: no group of sex and age is missing."""

    district_id: UUID
    name: str
    name_en: str
    total: int
    women: int
    men: int
    ages: dict[str, int]
    complete: bool
    sources: list[str]
    as_of: date | None = Field(description="The latest day of its sources.")


class PopulationPage(BaseModel):
    """The figures of one year; `missing`: districts that have none for it."""

    year: int | None
    years: list[int]
    age_groups: tuple[str, ...] = AGE_GROUPS
    districts: list[DistrictPopulation]
    missing: list[str]
    all_districts: list[DistrictNamed]


@router.get("/programme/population")
async def show_population(
    session: Session, year: Annotated[int | None, LeftEmpty, Query(ge=0, le=9999)] = None
) -> PopulationPage:
    years = list(await session.scalars(select(Population.year).distinct().order_by(Population.year.desc())))
    shown = year if year in years else next(iter(years), None)
    rows = defaultdict[UUID, list[Population]](list)
    for row in await session.scalars(select(Population).where(Population.year == shown)):
        rows[row.district_id].append(row)
    districts = (await districts_of(session)).all
    return PopulationPage(
        year=shown,
        years=years,
        districts=[_summed(one, rows[one.id]) for one in districts if one.id in rows],
        all_districts=named(districts),
        missing=[one.name for one in districts if one.id not in rows],
    )


def _summed(district: District, rows: list[Population]) -> DistrictPopulation:
    return DistrictPopulation(
        district_id=district.id,
        name=district.name,
        name_en=district.name_en,
        total=sum(row.number for row in rows),
        women=sum(row.number for row in rows if row.sex == "female"),
        men=sum(row.number for row in rows if row.sex == "male"),
        ages={group: sum(row.number for row in rows if row.age_group == group) for group in AGE_GROUPS},
        complete=len(rows) == len(GROUPS),
        sources=sorted({row.source for row in rows if row.source}),
        as_of=max((row.as_of for row in rows if row.as_of), default=None),
    )
