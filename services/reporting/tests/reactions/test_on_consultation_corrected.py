"""A corrected consultation counts where and when it was given in truth, whichever fact is read first."""

from datetime import date
from itertools import permutations

from liaison_kit.database import new_id
from liaison_reporting.model.contributions import Contribution
from liaison_reporting.reactions.on_consultation_corrected import on_consultation_corrected
from liaison_reporting.reactions.on_consultation_given import on_consultation_given
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_last_correction_counts_in_every_order(session: AsyncSession, facts) -> None:
    given = facts.consultation_given(new_id(), on=date(2024, 1, 2))
    other = new_id()
    told = [
        lambda: on_consultation_given(session, given),
        lambda: on_consultation_corrected(session, facts.consultation_corrected(given, 2, on=date(2023, 1, 2))),
        lambda: on_consultation_corrected(
            session, facts.consultation_corrected(given, 3, on=date(2023, 12, 31), office_id=other)
        ),
    ]
    for order in permutations(told):
        await session.execute(delete(Contribution))
        for tell in order:
            await tell()
        kept = (await session.scalars(select(Contribution))).one()
        await session.refresh(kept)
        assert (kept.version, kept.place_id, kept.day) == (3, other, date(2023, 12, 31))
