"""Months beside days: whoever adds up between two days gets the same from either, and from far fewer rows."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from liaison_kit.database import Database
from liaison_reporting.model.contributions import MonthFigure, figures, figures_by_months
from sqlalchemy import Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, hear

ONE_DAY = timedelta(days=1)


async def sums(session: AsyncSession, found: Subquery, first: date, last: date) -> set[Sequence[object]]:
    query = select(found.c.place_id, found.c.name, func.sum(found.c.number)).where(found.c.day.between(first, last))
    return set(await session.execute(query.group_by(found.c.place_id, found.c.name)))


async def test_between_any_two_days_both_come_to_the_same(database: Database, town: Town) -> None:
    chance = random.Random(15)
    days = [date(2023, 5, 1) + timedelta(days=chance.randrange(245)) for _ in range(120)]
    await hear(database, [*town.everything(), *(town.event(town.office, day, 7) for day in days)], seed=1)
    async with database.reading() as session:
        for _ in range(60):
            first, last = sorted(chance.sample(days, 2))
            by_months = figures_by_months(None, [first, last + ONE_DAY])
            assert await sums(session, by_months, first, last) == await sums(session, figures(None), first, last)
        whole = figures_by_months(None, [date(2023, 6, 1), date(2023, 9, 1)])
        assert await session.scalar(select(func.count()).select_from(whole)) == await session.scalar(
            select(func.count()).select_from(MonthFigure)
        )
