"""Whether residents take part more than before there was an office."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession


async def activity_increased(_session: AsyncSession, _day: date, _known: datetime | None) -> bool | None:
    """Whether the mean of the months since the opening exceeds the baseline by more than its spread.

    None, not known, for any day yet: neither baseline nor population is kept here.
    """
    return None
