"""The commitment was adopted."""

from datetime import date

from liaison_contracts.registry import ProgrammeAdopted
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_programme_adopted import on_programme_adopted
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_its_promises_and_all_its_milestones_are_kept_with_the_day(session: AsyncSession, facts) -> None:
    await on_programme_adopted(session, ProgrammeAdopted(occurred_on=date(2021, 10, 1), state=facts.programme()))
    [kept] = await session.scalars(select(Happening))
    assert kept.occurred_on == date(2021, 10, 1)
    assert ([one["number"] for one in kept.said["milestones"]], len(kept.said["targets"])) == ([2, 1], 3)
