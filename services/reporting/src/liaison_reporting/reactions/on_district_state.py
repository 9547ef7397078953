"""Keep the districts: the network covers so many of so many."""

from liaison_contracts.registry import DistrictState
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.kept import keep
from liaison_reporting.model.network import DistrictCopy


@on(DistrictState)
async def on_district_state(session: AsyncSession, state: DistrictState) -> None:
    await keep(
        session,
        DistrictCopy,
        **state.model_dump(include={"id", "version", "code", "name", "name_en", "joined_on", "ended_on", "seat"}),
        **state.model_dump(mode="json", include={"former_names", "predecessors"}),
    )
