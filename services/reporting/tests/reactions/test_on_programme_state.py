"""The commitment as last told."""

from liaison_contracts.registry import ProgrammeState
from liaison_reporting.model.network import ProgrammeCopy
from liaison_reporting.reactions.on_programme_state import on_programme_state
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_commitment_is_kept_with_its_targets(session: AsyncSession, facts) -> None:
    told: ProgrammeState = facts.programme()
    await on_programme_state(session, told)
    kept = await session.scalar(select(ProgrammeCopy))
    assert kept is not None
    assert (kept.code, kept.starts_on, kept.goal("events_per_office")) == ("UAVNT0004", told.starts_on, 15)
    assert [milestone["status"] for milestone in kept.milestones] == ["finished", "stuck"]


async def test_an_older_version_that_comes_later_changes_nothing(session: AsyncSession, facts) -> None:
    newer: ProgrammeState = facts.programme(version=3, title="Нова назва")
    await on_programme_state(session, newer)
    await on_programme_state(session, facts.programme(id=newer.id, version=2))
    assert list(await session.scalars(select(ProgrammeCopy.title))) == ["Нова назва"]
