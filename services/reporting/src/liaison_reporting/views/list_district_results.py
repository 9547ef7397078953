"""List the results by district: what happened in each, as the districts were on the day it happened."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import extract, func, or_, select

from liaison_reporting.model.contributions import MonthFigure, figures_by_months
from liaison_reporting.model.figures import Year
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, district_of_then, places, turning_days
from liaison_reporting.model.organisations import OrganisationCreated
from liaison_reporting.model.projections import newest_fact_at

FAMILIES = ("events/", "visits/")
router = web.router(ANYBODY)


class Tally(BaseModel):
    """What happened in the period; `offices_serving`: those at work on its last day."""

    offices_serving: int = 0
    offices_opened: int = 0
    events_held: int = 0
    attendance: int = 0
    csos_created: int = 0


class DistrictLine(Tally):
    """One district that there was in the period, named as at its end; `ended_on`, if it ended within it."""

    district_id: UUID
    code: str
    name: str
    name_en: str
    joined_on: date | None
    ended_on: date | None


class DistrictResults(BaseModel):
    """One year's figures, or all years' (`year` is null), in the order of the districts' names.

    `elsewhere`: what belongs to no district that is known. `years`: those in which anything happened.
    """

    year: int | None
    districts: list[DistrictLine]
    elsewhere: Tally
    years: list[int]
    current_to: datetime | None


@router.get("/results/districts")
async def list_district_results(
    session: Session, year: Annotated[Year | None, LeftEmpty, Query()] = None
) -> DistrictResults:
    """An event, an opening and a registration belong to the district that was there on their day."""
    today = clock.today()
    first = date(year, 1, 1) if year else date.min
    last = min(date(year, 12, 31), today) if year else today
    known, offices = await places(session)
    tallies = await _tallies(session, first, last, known, offices)
    there = [one for one in known.values() if one.was_there(first, last)]
    lines = [_line(one, last, tallies.pop(one.id, Tally())) for one in there]
    sums = {name: sum(getattr(one, name) for one in tallies.values()) for name in Tally.model_fields}
    return DistrictResults(
        year=year,
        districts=sorted(lines, key=lambda line: (line.name, line.joined_on or date.min)),
        elsewhere=Tally(**sums),
        years=await _years(session),
        current_to=await newest_fact_at(session),
    )


async def _tallies(
    session: Session, first: date, last: date, known: dict[UUID, DistrictCopy], offices: dict[UUID, OfficeCopy]
) -> dict[UUID | None, Tally]:
    tallies = defaultdict[UUID | None, Tally](Tally)

    def of(office: OfficeCopy | None, day: date) -> Tally:
        return tallies[district_of_then(known, office.district_on(day), day) if office else None]

    for office in offices.values():
        if office.serves(last):
            of(office, last).offices_serving += 1
        if office.opened_on and first <= office.opened_on <= last:
            of(office, office.opened_on).offices_opened += 1
    turns = [first, last + timedelta(days=1), *turning_days(offices.values(), known.values())]
    found = figures_by_months(None, turns)
    events, visits = (func.sum(found.c.number).filter(found.c.name.startswith(name)) for name in FAMILIES)
    held = select(found.c.place_id, found.c.day, events, visits).where(found.c.day.between(first, last))
    held = held.where(or_(*(found.c.name.startswith(name) for name in FAMILIES)))
    for office_id, day, number, people in await session.execute(held.group_by(found.c.place_id, found.c.day)):
        tally = of(offices.get(office_id), day)
        tally.events_held += int(number or 0)
        tally.attendance += int(people or 0)
    created = select(OrganisationCreated).where(OrganisationCreated.created_with_help)
    for cso in await session.scalars(created.where(OrganisationCreated.registered_on.between(first, last))):
        tallies[district_of_then(known, cso.first_district, cso.registered_on)].csos_created += 1
    return tallies


def _line(district: DistrictCopy, last: date, tally: Tally) -> DistrictLine:
    name, name_en = district.called(last)
    # What came after the period is left out, so that a year that is over reads the same for ever.
    ended_on = district.ended_on if district.ended_on and district.ended_on <= last else None
    about = {"district_id": district.id, "code": district.code, "name": name, "name_en": name_en}
    return DistrictLine(**about, joined_on=district.joined_on, ended_on=ended_on, **tally.model_dump())


async def _years(session: Session) -> list[int]:
    held = select(extract("year", MonthFigure.month)).where(MonthFigure.name.startswith(FAMILIES[0]))
    opened = select(extract("year", OfficeCopy.opened_on)).where(OfficeCopy.opened_on.is_not(None))
    return sorted({int(one) for one in await session.scalars(held.union(opened))}, reverse=True)
