"""Keep the districts: the network covers so many of so many."""

from liaison_contracts.registry import DistrictState
from liaison_kit import clock, telemetry
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model import DistrictCopy, recorded_at


@on(DistrictState)
async def on_district_state(session: AsyncSession, state: DistrictState) -> None:
    await keep_latest(
        session,
        DistrictCopy,
        recorded_at=recorded_at(telemetry.current().causation, clock.now()),
        **state.model_dump(include={"id", "version", "code", "name", "name_en"}),
    )
