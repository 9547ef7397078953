"""Datasets of what happened: events held, figures by month, and consultations by year."""

from datetime import date

from liaison_kit import clock
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.consultations import consultations_shown
from liaison_reporting.model.contributions import MonthFigure
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.network import OfficeCopy
from liaison_reporting.model.open_data.dataset import Dataset, Row

ACTIVITY_SET_TEXTS = {
    "events": "Events held",
    "events_about": "Events that took place and whose report is in: a row each.",
    "events_words": "event, training, public discussion, participation tool, attendance",
    "figures": "Figures by month",
    "figures_about": "Events and visits of each office by month and kind, and which participation tools were taught.",
    "figures_words": "event, visit, month, office, participation tool",
    "consultations": "Consultations by year",
    "consultations_about": "Consultations of each office by past year; fewer than five are hidden, none included.",
    "consultations_words": "consultation, help, year, office",
}
T = ACTIVITY_SET_TEXTS
OPEN_FAMILIES = ("events", "visits", "event_tools")
"""Families of figures that are about events as a whole. What is about people is published in no finer cut than pages
show, or one could be computed from the other: a new family stays out until somebody puts it in."""


async def _events(session: AsyncSession) -> list[Row]:
    wanted = select(HeldEvent).execution_options(yield_per=500)  # a row is much smaller than what the session keeps
    return [
        [one.id, one.held_on, one.office_id, one.office_name, one.title, one.kind, " ".join(one.tools), one.attendance]
        async for one in await session.stream_scalars(wanted)
    ]


async def _figures(session: AsyncSession) -> list[Row]:
    month = func.to_char(MonthFigure.month, "YYYY-MM")
    family, part = (func.split_part(MonthFigure.name, "/", place) for place in (1, 2))
    sums = select(month, MonthFigure.place_id, family, part, func.sum(MonthFigure.number))
    sums = sums.where(family.in_(OPEN_FAMILIES), MonthFigure.place_id.in_(select(OfficeCopy.id)))
    rows = await session.execute(sums.group_by(month, MonthFigure.place_id, family, part))
    return [[*row[:4], int(row[4])] for row in rows]


async def _consultations(session: AsyncSession) -> list[Row]:
    """The cut of the office's own page: a row for each year, so that none missing tells a number.

    Only years that are over: of two nights of a running one, one could be subtracted from the other.
    """
    newest = await session.scalar(select(func.max(MonthFigure.month))) or date.min
    until = min(newest.year + 1, clock.today().year)
    given = await consultations_shown(session)
    offices = await session.scalars(select(OfficeCopy).where(OfficeCopy.opened_on.is_not(None)))
    return [
        [one, office.id, given.get(office.id, {}).get(one)]
        for office in offices
        if office.opened_on
        for one in range(office.opened_on.year, until)
    ]


EVENTS = Dataset(
    "events",
    T["events"],
    T["events_about"],
    T["events_words"],
    ("event_id", "held_on", "office_id", "office_name", "title", "kind", "tools", "attendance"),
    ("held_on", "event_id"),
    _events,
)
FIGURES = Dataset(
    "figures",
    T["figures"],
    T["figures_about"],
    T["figures_words"],
    ("month", "office_id", "figure", "part", "number"),
    ("month", "office_id", "figure", "part"),
    _figures,
)
CONSULTATIONS = Dataset(
    "consultations",
    T["consultations"],
    T["consultations_about"],
    T["consultations_words"],
    ("year", "office_id", "consultations"),
    ("year", "office_id"),
    _consultations,
)
