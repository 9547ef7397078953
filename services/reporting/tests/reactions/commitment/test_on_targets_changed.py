"""Another promise."""

from datetime import date

from liaison_contracts.registry import TargetsChanged
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_targets_changed import on_targets_changed
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_what_is_promised_from_that_day_on_is_kept(session: AsyncSession, facts) -> None:
    fact = TargetsChanged(occurred_on=date(2023, 1, 15), state=facts.programme(version=2))
    await on_targets_changed(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert {one["key"]: one["goal"] for one in kept.said["targets"]}["csos_created"] == 3
    assert set(kept.said) == {"targets"}
