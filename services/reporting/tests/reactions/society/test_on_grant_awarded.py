"""Grants that were awarded."""

from datetime import date

from liaison_reporting.model.contributions import NETWORK
from liaison_reporting.reactions.society.on_grant_awarded import on_grant_awarded
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_it_counts_once_with_its_amount(session: AsyncSession, town: Town) -> None:
    awarded, *_ = town.grants()
    for _ in range(2):
        await on_grant_awarded(session, awarded)
    june = date(2023, 6, 1)
    assert await day_figures(session) == {
        (NETWORK, june, "grants/awarded"): 1,
        (NETWORK, june, "grants/amount"): 100_000,
    }
