"""Whether residents take part more than before there was an office."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from liaison_kit.clock import KYIV
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.levels import levels
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.reports.tables.ground import ground_ever
from liaison_reporting.model.reports.tables.growth import growth_of


async def activity_increased(
    session: AsyncSession, districts: Iterable[UUID], day: date, known: datetime | None
) -> bool | None:
    """Whether it increased in each district with an office, by the end of the day; None: not known."""
    if not await levels(session, "baseline", districts):
        return None
    asked = Asked(as_of=day, known=known.astimezone(KYIV).date() if known else None)
    return everywhere([one.increases for one in growth_of(await ground_ever(session, asked))])


def everywhere(found: Iterable[bool | None]) -> bool | None:
    """False if it does not increase somewhere; else None if somewhere that is not known, or if there is no office."""
    known = set(found)
    if False in known:
        return False
    return None if None in known or not known else True
