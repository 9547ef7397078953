"""Events that took place."""

from datetime import UTC, date, datetime
from uuid import UUID

from liaison_kit import telemetry
from liaison_kit.database import new_id
from liaison_kit.telemetry import Trace
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.reactions.on_event_held import on_event_held
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_a_held_event_is_kept_on_the_day_it_happened(session: AsyncSession, facts) -> None:
    fact = facts.event_held(new_id(), on=date(2023, 6, 1), attendance=12)
    await on_event_held(session, fact)
    kept = (await session.scalars(select(HeldEvent))).one()
    assert (kept.id, kept.held_on, kept.attendance) == (fact.state.id, date(2023, 6, 1), 12)
    assert (kept.kind, kept.tools) == ("training", ["petition"])


async def test_a_corrected_report_replaces_the_first_and_never_the_other_way(session: AsyncSession, facts) -> None:
    first = facts.event_held(new_id(), attendance=12)
    corrected = first.model_copy(
        update={"state": first.state.model_copy(update={"version": 3}), "attendance": 14},
    )
    for fact in (first, corrected, first):
        await on_event_held(session, fact)
    assert list(await session.scalars(select(HeldEvent.attendance))) == [14]


async def test_the_time_of_recording_is_the_facts_own(session: AsyncSession, facts) -> None:
    with telemetry.tracing(Trace("a-correlation", UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"))):
        await on_event_held(session, facts.event_held(new_id()))
    recorded = list(await session.scalars(select(HeldEvent.recorded_at)))
    assert recorded == [datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)]
