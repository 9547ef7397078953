"""What the city council is told once a quarter: the scorecard at its end, and what happened in it."""

from datetime import date, timedelta

from liaison_kit import clock
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.composed import Others, tables_of
from liaison_reporting.model.reports.report import Asked, Named, Report, Table
from liaison_reporting.model.scorecard.scorecard import chosen_programme

COUNCIL_TEXTS = {"title": "Quarterly report to the council"}
AT_ITS_END = (("scorecard", ("results", "offices", "milestones")),)
"""Reports of how things stood on the last day, with their tables."""
WITHIN = ("activity", "districts", "reach")
"""Reports of what happened in the quarter."""


async def council_quarter(session: AsyncSession, asked: Asked, others: Others) -> Report:
    """Of the last quarter that is over, unless another is asked for; of a whole year, if only that is."""
    today = clock.today()
    if not asked.year:
        year, quarter = _last_over(today)
        asked = asked.model_copy(update={"year": year, "quarter": asked.quarter or quarter})
    _, last = asked.days(today)
    of_quarter, at_its_end = Asked(year=asked.year, quarter=asked.quarter), Asked(as_of=last, programme=asked.programme)
    # First, for what stands at the quarter's end is part of what they stand on.
    within = [await tables_of(session, others, name, of_quarter) for name in WITHIN]
    found = [await tables_of(session, others, name, at_its_end, keys) for name, keys in AT_ITS_END]
    tables: list[Table] = []
    for some in found + within:
        told = [(table.title, table.rows) for table in tables]
        tables += [table for table in some if (table.title, table.rows) not in told]
    programme = await chosen_programme(session, asked.programme)
    return Report(
        name="council-quarter",
        title=COUNCIL_TEXTS["title"],
        about=Named(name=programme.title, name_en=programme.title_en) if programme else None,
        asked=asked,
        tables=tables,
        current_to=await newest_fact_at(session),
    )


def _last_over(today: date) -> tuple[int, int]:
    """Year and number of the last quarter that is over."""
    before = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
    return before.year, (before.month - 1) // 3 + 1
