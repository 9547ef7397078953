"""The offices as last told."""

from liaison_reporting.model.network import OfficeCopy
from liaison_reporting.reactions.on_office_state import on_office_state
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_an_opening_replaces_the_plan_whichever_comes_first(session: AsyncSession, facts) -> None:
    planned = facts.planned_office()
    opened = facts.office(id=planned.id)
    await on_office_state(session, opened)
    await on_office_state(session, planned)
    kept = list(await session.scalars(select(OfficeCopy)))
    assert [(office.status, office.opened_on) for office in kept] == [("open", opened.opened_on)]
