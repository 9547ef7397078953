"""A consultation that was entered by mistake does not count, whichever fact is read first."""

from datetime import date
from itertools import permutations

from liaison_kit.database import new_id
from liaison_reporting.model.contributions import Contribution
from liaison_reporting.reactions.on_consultation_corrected import on_consultation_corrected
from liaison_reporting.reactions.on_consultation_given import on_consultation_given
from liaison_reporting.reactions.on_consultation_taken_back import on_consultation_taken_back
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_it_counts_on_no_day_in_every_order(session: AsyncSession, facts) -> None:
    given = facts.consultation_given(new_id())
    told = [
        lambda: on_consultation_given(session, given),
        lambda: on_consultation_corrected(session, facts.consultation_corrected(given, 2, on=date(2023, 6, 11))),
        lambda: on_consultation_taken_back(session, facts.consultation_taken_back(given, 3)),
    ]
    for order in permutations(told):
        await session.execute(delete(Contribution))
        for tell in order:
            await tell()
        kept = (await session.scalars(select(Contribution))).one()
        await session.refresh(kept)
        assert (kept.version, kept.day) == (3, None)
