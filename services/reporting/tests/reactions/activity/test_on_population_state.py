"""How many people live in a district."""

from liaison_reporting.model.levels import levels
from liaison_reporting.reactions.activity.on_population_state import on_population_state
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town


async def test_the_newest_numbers_stand(session: AsyncSession, town: Town) -> None:
    for state in (
        town.population(town.district, {2022: 900, 2023: 950}, version=2),
        town.population(town.district, {2021: 1}),
    ):
        await on_population_state(session, state)
    assert await levels(session, "population", [town.district.id]) == {town.district.id: {"2022": 900, "2023": 950}}
