"""Offices that work again."""

from datetime import date

from liaison_reporting.model.network import OfficeCopy
from liaison_reporting.model.openings import Openings, openings
from liaison_reporting.reactions.activity.on_office_resumed import on_office_resumed
from liaison_reporting.reactions.activity.on_office_suspended import on_office_suspended
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town

WEEK = [{"weekday": day, "opens": "10:00", "closes": "11:00"} for day in range(1, 8)]


async def test_from_its_day_on_hours_are_kept_again_whichever_is_read_first(session: AsyncSession, town: Town) -> None:
    await on_office_resumed(session, town.resumed(town.office, date(2023, 5, 3), 4))
    await on_office_suspended(session, town.stopped(town.office, date(2023, 5, 2), 3))
    office = OfficeCopy(id=town.office.id, opened_on=date(2023, 5, 1), hours=WEEK, special_hours=[])
    found = await openings(session, office, date(2023, 5, 1), date(2023, 5, 3))
    assert found == Openings(planned=180, kept=120, open=120)


async def test_on_its_day_it_may_stop_again(session: AsyncSession, town: Town) -> None:
    await on_office_suspended(session, town.stopped(town.office, date(2023, 5, 2), 3))
    await on_office_resumed(session, town.resumed(town.office, date(2023, 5, 2), 4))
    await on_office_suspended(session, town.stopped(town.office, date(2023, 5, 3), 5))
    office = OfficeCopy(id=town.office.id, opened_on=date(2023, 5, 1), hours=WEEK, special_hours=[])
    found = await openings(session, office, date(2023, 5, 1), date(2023, 5, 3))
    assert found == Openings(planned=180, kept=120, open=120)
