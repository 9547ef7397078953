"""Grants that were taken back."""

from liaison_reporting.reactions.society.on_grant_annulled import on_grant_annulled
from liaison_reporting.reactions.society.on_grant_awarded import on_grant_awarded
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_it_counts_on_no_day_even_if_its_award_is_read_later(session: AsyncSession, town: Town) -> None:
    _, awarded, annulled, *_ = town.grants()
    await on_grant_annulled(session, annulled)
    await on_grant_awarded(session, awarded)
    assert await day_figures(session) == {}
