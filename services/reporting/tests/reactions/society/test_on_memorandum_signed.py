"""Memoranda that were signed or prolonged."""

from datetime import date

from liaison_contracts.registry import MemorandumSigned
from liaison_reporting.reactions.society.on_memorandum_signed import on_memorandum_signed
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_each_signing_counts_in_the_district_of_its_day(session: AsyncSession, town: Town) -> None:
    signed, renewed = (one for one in town.civil_society() if isinstance(one, MemorandumSigned))
    for fact in (renewed, signed, renewed):
        await on_memorandum_signed(session, fact)
    assert await day_figures(session) == {
        (town.district.id, date(2023, 9, 1), "memoranda/signed"): 1,
        (town.district.id, date(2023, 10, 1), "memoranda/renewed"): 1,
    }
