"""Money of grants that was not paid in truth."""

from datetime import date

from liaison_reporting.model.contributions import NETWORK
from liaison_reporting.reactions.society.on_grant_transfer_taken_back import on_grant_transfer_taken_back
from liaison_reporting.reactions.society.on_grant_transferred import on_grant_transferred
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_it_is_taken_off_once_whichever_is_read_first(session: AsyncSession, town: Town) -> None:
    *_, first, second, taken_back = town.grants()
    for _ in range(2):
        await on_grant_transfer_taken_back(session, taken_back)
    for fact in (first, second):
        await on_grant_transferred(session, fact)
    assert await day_figures(session) == {(NETWORK, date(2023, 7, 1), "grants/transferred"): 60_000}
