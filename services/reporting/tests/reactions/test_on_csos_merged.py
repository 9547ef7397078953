"""Organisations that were entered twice."""

from datetime import date
from itertools import permutations

from liaison_contracts.registry import CSOsMerged
from liaison_kit.database import new_id
from liaison_reporting.model.organisations import OrganisationCreated
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from liaison_reporting.reactions.on_csos_merged import on_csos_merged
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

MERGED_ON = date(2023, 10, 1)


async def counted(session: AsyncSession) -> list[bool]:
    """Whether each organisation that counts on a later day was created with help."""
    until = OrganisationCreated.registered_on <= date(2100, 1, 1)
    return list(await session.scalars(select(OrganisationCreated.created_with_help).where(until)))


async def test_it_counts_once_whichever_fact_arrives_first(session: AsyncSession, facts) -> None:
    one, other = (facts.cso_registered(id=new_id(), edrpou=code) for code in ("99000376", "99000749"))
    state = one.state.model_copy(update={"version": 2})
    merged = CSOsMerged(occurred_on=MERGED_ON, state=state, gone_id=other.state.id, gone_version=2)
    told = [(on_cso_registered, one), (on_cso_registered, other), (on_csos_merged, merged)]
    for order in permutations(told):
        for reaction, fact in order:
            await reaction(session, fact)
        assert await counted(session) == [True]
        await session.execute(delete(OrganisationCreated))


async def test_help_for_the_entry_that_goes_counts_for_the_one_that_is_kept(session: AsyncSession, facts) -> None:
    gone = facts.cso_registered(id=new_id())
    listed = facts.cso_registered(id=new_id(), edrpou="99000749", version=2, registered_on=None).state
    await on_cso_registered(session, gone)
    merged = CSOsMerged(occurred_on=MERGED_ON, state=listed, gone_id=gone.state.id, gone_version=2)
    await on_csos_merged(session, merged)
    assert await counted(session) == [True]


async def test_two_that_are_only_listed_count_for_nothing(session: AsyncSession, facts) -> None:
    listed = facts.cso_registered(with_help=False, id=new_id(), version=2, created_with_help=False).state
    await on_csos_merged(session, CSOsMerged(occurred_on=MERGED_ON, state=listed, gone_id=new_id(), gone_version=2))
    assert await counted(session) == []
