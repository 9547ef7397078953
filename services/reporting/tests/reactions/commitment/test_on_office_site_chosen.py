"""A place was chosen for an office."""

from datetime import date

from liaison_contracts.registry import OfficeSiteChosen
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_office_site_chosen import on_office_site_chosen
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_day_on_which_a_place_was_chosen_is_kept_once(session: AsyncSession, facts) -> None:
    fact = OfficeSiteChosen(occurred_on=date(2022, 5, 10), state=facts.planned_office())
    for _ in range(2):
        await on_office_site_chosen(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert (kept.subject_id, kept.type, kept.occurred_on) == (fact.state.id, "OfficeSiteChosen", fact.occurred_on)
    assert kept.said == {}
