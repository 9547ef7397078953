"""Money of grants that was paid."""

from datetime import date

from liaison_reporting.model.contributions import NETWORK
from liaison_reporting.reactions.society.on_grant_transferred import on_grant_transferred
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_each_transfer_counts_by_itself_once(session: AsyncSession, town: Town) -> None:
    *_, first, second, _ = town.grants()
    for fact in (second, first, second):
        await on_grant_transferred(session, fact)
    assert await day_figures(session) == {(NETWORK, date(2023, 7, 1), "grants/transferred"): 100_000}
