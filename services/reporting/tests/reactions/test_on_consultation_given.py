"""Consultations that were given."""

from datetime import date

from liaison_kit.database import new_id
from liaison_reporting.model import GivenConsultation
from liaison_reporting.reactions.on_consultation_given import on_consultation_given
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_it_counts_once_for_its_office_on_its_day(session: AsyncSession, facts) -> None:
    office_id = new_id()
    fact = facts.consultation_given(office_id, on=date(2023, 6, 10))
    for _ in range(2):
        await on_consultation_given(session, fact)
    kept = (await session.scalars(select(GivenConsultation))).one()
    assert (kept.id, kept.version) == (fact.consultation_id, 1)
    assert (kept.office_id, kept.given_on) == (office_id, date(2023, 6, 10))


async def test_only_where_and_when_is_kept(session: AsyncSession, facts) -> None:
    await on_consultation_given(session, facts.consultation_given(new_id()))
    columns = set(GivenConsultation.__table__.columns.keys())
    assert columns == {"id", "version", "recorded_at", "office_id", "given_on"}
