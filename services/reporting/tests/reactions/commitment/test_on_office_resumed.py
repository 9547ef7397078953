"""A suspended office works again."""

from datetime import date

from liaison_contracts.registry import OfficeResumed
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_office_resumed import on_office_resumed
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_resumption_is_kept_with_the_opening_day_that_it_does_not_move(session: AsyncSession, facts) -> None:
    fact = OfficeResumed(occurred_on=date(2023, 9, 15), state=facts.office(version=3))
    for _ in range(2):
        await on_office_resumed(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert (kept.subject_id, kept.type, kept.occurred_on) == (fact.state.id, "OfficeResumed", fact.occurred_on)
    assert kept.said == {"opened_on": "2023-05-15"}
