"""Activity: what happened in the network or at one office, month by month and by kind."""

from datetime import date

from liaison_kit import clock
from liaison_kit.errors import NotFound
from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import figures
from liaison_reporting.model.network import OfficeCopy
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.report import Asked, Chart, ChartKind, Column, Named, Report, Table, Unit

ACTIVITY_TEXTS = {
    "title": "Activity",
    "months": "By month",
    "month": "Month",
    "events": "Events held",
    "events_definition": "Events that took place and whose report is in, on the day they took place, by Kyiv time.",
    "visits": "Visits",
    "visits_definition": "People who came, each counted at each event.",
    "empty": "Nothing was reported for this period.",
}
T = ACTIVITY_TEXTS


async def activity(session: AsyncSession, asked: Asked) -> Report:
    office = await _office(session, asked.office) if asked.office else None
    found = figures(asked.known_until)
    first, last = asked.days(clock.today())
    wanted: list[ColumnElement[bool]] = [found.c.day.between(first, last)]
    if office:
        wanted.append(found.c.place_id == office.id)
    return Report(
        name="activity",
        title=T["title"],
        about=Named(name=office.name, name_en=office.name_en) if office else None,
        office_id=office.id if office else None,
        asked=asked,
        tables=[await _months(session, found, wanted)],
        current_to=await session.scalar(newest_fact_at()),
    )


async def _office(session: AsyncSession, slug: str) -> OfficeCopy:
    office = await session.scalar(select(OfficeCopy).where(OfficeCopy.slug == slug).limit(1))
    if office is None:
        raise NotFound
    return office


async def _months(session: AsyncSession, found: Subquery, wanted: list[ColumnElement[bool]]) -> Table:
    month = func.date_trunc("month", found.c.day)
    family = func.split_part(found.c.name, "/", 1)
    query = select(month, family, func.sum(found.c.number)).where(*wanted, family.in_(["events", "visits"]))
    months: dict[date, dict[str, int]] = {}
    for begins, name, number in await session.execute(query.group_by(month, family).order_by(month)):
        months.setdefault(begins.date(), {"events": 0, "visits": 0})[name] = int(number)
    return Table(
        key="months",
        title=T["months"],
        columns=[
            Column(key="month", title=T["month"], unit=Unit.MONTH),
            Column(key="events", title=T["events"], definition=T["events_definition"]),
            Column(key="visits", title=T["visits"], definition=T["visits_definition"]),
        ],
        rows=[{"month": month, **numbers} for month, numbers in months.items()],
        total={name: sum(numbers[name] for numbers in months.values()) for name in ("events", "visits")},
        empty=T["empty"],
        chart=Chart(kind=ChartKind.BARS, across="month", columns=["visits"]),
    )
