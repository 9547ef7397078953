"""Consultations that were given."""

from datetime import date

from liaison_kit.database import new_id
from liaison_reporting.model.contributions import Contribution
from liaison_reporting.reactions.on_consultation_given import on_consultation_given
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_it_counts_once_for_its_office_on_its_day(session: AsyncSession, facts) -> None:
    office_id = new_id()
    fact = facts.consultation_given(office_id, on=date(2023, 6, 10))
    for _ in range(2):
        await on_consultation_given(session, fact)
    kept = (await session.scalars(select(Contribution))).one()
    assert (kept.aggregate_id, kept.version) == (fact.consultation_id, 1)
    assert (kept.place_id, kept.day) == (office_id, date(2023, 6, 10))


async def test_what_it_was_about_is_kept_as_a_figure_and_nothing_of_anybody(session: AsyncSession, facts) -> None:
    await on_consultation_given(session, facts.consultation_given(new_id()))
    kept = (await session.scalars(select(Contribution))).one()
    assert (kept.figures, kept.title) == ({"consultations/other/explained": 1}, None)
