"""Consultations: what each adds to the figures, and nothing of who was helped; and how many of them are shown."""

from datetime import date
from uuid import UUID

from liaison_contracts.consultations import ConsultationCorrected, ConsultationGiven, ConsultationTakenBack
from sqlalchemy import ColumnElement, Integer, extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import MonthFigure, contribute
from liaison_reporting.model.figures import without_small

YEAR: ColumnElement[int] = extract("year", MonthFigure.month).cast(Integer)


async def keep_consultation(
    session: AsyncSession, fact: ConsultationGiven | ConsultationCorrected | ConsultationTakenBack
) -> None:
    """A consultation as last told, whichever fact is read first; one that was taken back counts on no day."""
    given_on: date | None = None
    figures = {}
    if not isinstance(fact, ConsultationTakenBack):
        given_on, figures = fact.occurred_on, {f"consultations/{fact.tool or 'other'}/{fact.outcome}": 1}
    await contribute(session, fact, "consultations", place=fact.office_id, day=given_on, figures=figures)


async def consultations_shown(session: AsyncSession, *wanted: ColumnElement[bool]) -> dict[UUID, dict[int, int]]:
    """By office and year, of years (`YEAR`) and places of `MonthFigure` that are wanted: those that are shown.

    Add up only these: no sum tells a number that is hidden here.
    """
    given = select(MonthFigure.place_id, YEAR, func.sum(MonthFigure.number)).group_by(MonthFigure.place_id, YEAR)
    given = given.where(MonthFigure.name.startswith("consultations/"), *wanted)
    found: dict[UUID, dict[int, int]] = {}
    for office, year, number in await session.execute(given):
        found.setdefault(office, {})[year] = int(number)
    return {office: without_small(years) for office, years in found.items()}
