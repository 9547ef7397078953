"""An office started work."""

from datetime import date

from liaison_contracts.registry import OfficeOpened
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_office_opened import on_office_opened
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_opening_is_kept_once_with_its_day(session: AsyncSession, facts) -> None:
    fact = OfficeOpened(occurred_on=date(2023, 5, 15), state=facts.office())
    for _ in range(2):
        await on_office_opened(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert (kept.subject_id, kept.type, kept.occurred_on) == (fact.state.id, "OfficeOpened", fact.occurred_on)
    assert kept.said == {"opened_on": "2023-05-15"}
