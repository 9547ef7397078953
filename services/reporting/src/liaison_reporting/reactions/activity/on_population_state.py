"""Keep how many people live in a district: what activity is divided by."""

from liaison_contracts.registry import PopulationState
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.levels import keep_population


@on(PopulationState)
async def on_population_state(session: AsyncSession, state: PopulationState) -> None:
    await keep_population(session, state)
