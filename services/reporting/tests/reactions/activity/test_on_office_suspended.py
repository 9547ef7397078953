"""Offices that stop work for a time."""

from datetime import date

from liaison_reporting.model.network import OfficeCopy
from liaison_reporting.model.openings import Openings, openings
from liaison_reporting.reactions.activity.on_office_suspended import on_office_suspended
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures

WEEK = [{"weekday": day, "opens": "10:00", "closes": "11:00"} for day in range(1, 8)]


async def test_from_its_day_on_no_hours_are_kept(session: AsyncSession, town: Town) -> None:
    await on_office_suspended(session, town.stopped(town.office, date(2023, 5, 2), 3))
    office = OfficeCopy(id=town.office.id, opened_on=date(2023, 5, 1), hours=WEEK, special_hours=[])
    found = await openings(session, office, date(2023, 5, 1), date(2023, 5, 3))
    assert found == Openings(planned=180, kept=60, open=60)


async def test_it_counts_once(session: AsyncSession, town: Town) -> None:
    for _ in range(2):
        await on_office_suspended(session, town.stopped(town.office, date(2023, 5, 2), 3))
    assert await day_figures(session) == {(town.office.id, date(2023, 5, 2), "office_stopped"): 1}
