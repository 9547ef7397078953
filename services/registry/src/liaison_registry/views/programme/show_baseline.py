"""Show how active residents were before the offices, by district, year and kind; coordinators import it here."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.registry import ActivityKind
from liaison_kit import web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import extract, func, select

from liaison_registry.model.programme.baseline import BaselineActivity
from liaison_registry.model.programme.figures import districts_of
from liaison_registry.model.territory.district_choice import DistrictNamed, named

router = web.router(ANYBODY)


class YearOfActivity(BaseModel):
    """How many of a kind there were in a district in the months of the year that are known."""

    district_id: UUID
    name: str
    name_en: str
    kind: ActivityKind
    total: int
    months: int = Field(description="Months that are known; the others are not zero, but unknown.")
    sources: list[str]
    as_of: date = Field(description="The latest day of its sources.")


class BaselinePage(BaseModel):
    """The figures of one year."""

    year: int | None
    years: list[int]
    kinds: list[ActivityKind] = list(ActivityKind)
    rows: list[YearOfActivity]
    all_districts: list[DistrictNamed]


@router.get("/programme/baseline")
async def show_baseline(
    session: Session, year: Annotated[int | None, LeftEmpty, Query(ge=0, le=9999)] = None
) -> BaselinePage:
    of_year = extract("year", BaselineActivity.month)
    years = [int(one) for one in await session.scalars(select(of_year).distinct().order_by(of_year.desc()))]
    shown = year if year in years else next(iter(years), None)
    sums = select(
        BaselineActivity.district_id,
        BaselineActivity.kind,
        func.sum(BaselineActivity.number).label("total"),
        func.count().label("months"),
        func.array_agg(BaselineActivity.source.distinct()).label("sources"),
        func.max(BaselineActivity.as_of).label("as_of"),
    )
    grouped = sums.where(of_year == shown).group_by(BaselineActivity.district_id, BaselineActivity.kind)
    districts, kinds = await districts_of(session), list(ActivityKind)
    rows = []
    for row in await session.execute(grouped):
        of = districts.of(row.district_id)
        rows.append(YearOfActivity(name=of.name, name_en=of.name_en, **row._mapping))
    rows.sort(key=lambda one: (one.name, kinds.index(one.kind)))
    return BaselinePage(year=shown, years=years, rows=rows, all_districts=named(districts.all))
