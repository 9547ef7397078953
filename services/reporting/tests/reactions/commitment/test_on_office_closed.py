"""An office stopped work for good."""

from datetime import date

from liaison_contracts.registry import OfficeClosed
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_office_closed import on_office_closed
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_day_from_which_it_works_no_more_is_kept(session: AsyncSession, facts) -> None:
    fact = OfficeClosed(occurred_on=date(2024, 3, 1), state=facts.office(status="closed", closed_on=date(2024, 3, 1)))
    for _ in range(2):
        await on_office_closed(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert (kept.subject_id, kept.type, kept.occurred_on) == (fact.state.id, "OfficeClosed", fact.occurred_on)
    assert kept.said == {"opened_on": "2023-05-15"}
