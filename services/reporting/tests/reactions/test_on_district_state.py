"""The districts as last told."""

from liaison_reporting.model.network import DistrictCopy
from liaison_reporting.reactions.on_district_state import on_district_state
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_a_district_is_kept_once_in_its_newest_form(session: AsyncSession, facts) -> None:
    first = facts.district()
    await on_district_state(session, first)
    await on_district_state(session, first.model_copy(update={"version": 2, "name": "Перейменований"}))
    await on_district_state(session, first)
    assert list(await session.scalars(select(DistrictCopy.name))) == ["Перейменований"]
