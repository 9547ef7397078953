"""Organisations that were registered."""

from datetime import date

from liaison_reporting.model.organisations import OrganisationCreated
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_an_organisation_is_kept_with_whether_it_was_helped(session: AsyncSession, facts) -> None:
    await on_cso_registered(session, facts.cso_registered(with_help=False, on=date(2023, 9, 1)))
    kept = (await session.scalars(select(OrganisationCreated))).one()
    assert (kept.created_with_help, kept.registered_on) == (False, date(2023, 9, 1))


async def test_without_a_day_of_registration_the_day_it_happened_counts(session: AsyncSession, facts) -> None:
    await on_cso_registered(session, facts.cso_registered(on=date(2023, 9, 2), registered_on=None))
    assert list(await session.scalars(select(OrganisationCreated.registered_on))) == [date(2023, 9, 2)]


async def test_the_same_organisation_counts_once(session: AsyncSession, facts) -> None:
    fact = facts.cso_registered()
    await on_cso_registered(session, fact)
    await on_cso_registered(session, fact)
    assert len(list(await session.scalars(select(OrganisationCreated)))) == 1
