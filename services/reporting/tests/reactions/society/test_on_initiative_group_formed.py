"""Groups that began the way to an organisation."""

from datetime import date

from liaison_reporting.reactions.society.on_initiative_group_formed import on_initiative_group_formed
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_it_counts_once_at_the_office_that_helps_it(session: AsyncSession, town: Town) -> None:
    group, *_ = town.civil_society()
    for _ in range(2):
        await on_initiative_group_formed(session, group)
    assert await day_figures(session) == {(town.office.id, date(2023, 8, 1), "groups_formed"): 1}
