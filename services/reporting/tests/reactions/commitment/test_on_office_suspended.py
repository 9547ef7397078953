"""An office stopped work for a time."""

from datetime import date

from liaison_contracts.registry import OfficeSuspended
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_office_suspended import on_office_suspended
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_suspension_is_kept_with_the_opening_day_that_it_does_not_move(session: AsyncSession, facts) -> None:
    fact = OfficeSuspended(occurred_on=date(2023, 8, 1), state=facts.office(status="suspended"))
    for _ in range(2):
        await on_office_suspended(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert (kept.subject_id, kept.type, kept.occurred_on) == (fact.state.id, "OfficeSuspended", fact.occurred_on)
    assert kept.said == {"opened_on": "2023-05-15"}
