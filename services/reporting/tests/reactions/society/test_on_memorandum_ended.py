"""Memoranda that hold no more."""

from datetime import date

from liaison_contracts.registry import MemorandumEnded, MemorandumSigned
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import REACTIONS, Town, day_figures


async def test_its_end_counts_on_its_day_and_takes_no_signing_back(session: AsyncSession, town: Town) -> None:
    for fact in (one for one in reversed(town.civil_society()) if isinstance(one, MemorandumSigned | MemorandumEnded)):
        await REACTIONS[type(fact)](session, fact)
    found = await day_figures(session)
    assert found[town.district.id, date(2023, 12, 1), "memoranda/ended"] == 1
    assert len(found) == 3
