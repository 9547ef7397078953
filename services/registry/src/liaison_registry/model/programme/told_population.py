"""What other services are told of the population: how many people, by district and year, and no groups of them."""

from collections.abc import Collection, Iterable
from uuid import UUID

from liaison_contracts.registry import PopulationState, YearOfPopulation
from liaison_kit.database import Aggregate
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.metadata import Base
from liaison_registry.model.programme.figures import Comparison
from liaison_registry.model.programme.population import Population


class ToldPopulation(Aggregate, Base):
    """A district's population as it was told; its id is the district's."""

    __tablename__ = "told_population"


async def take_over(session: AsyncSession, found: Comparison[Population]) -> list[PopulationState]:
    """Writes what a file changes; what is to be told of the districts for which that is something."""
    touched = {key[0] for key in found.changed_keys()}
    await found.carry_out(session, Population.made)
    return await told_anew(session, touched)


async def untold(session: AsyncSession) -> list[UUID]:
    """Districts whose population was recorded before it was told to anybody."""
    told = select(ToldPopulation.id)
    return list(
        await session.scalars(select(Population.district_id).distinct().where(~Population.district_id.in_(told)))
    )


async def told_anew(session: AsyncSession, districts: Collection[UUID]) -> list[PopulationState]:
    """The states of these districts, each in a version of its own. The caller holds the table."""
    await session.flush()
    known = {
        one.id: one for one in await session.scalars(select(ToldPopulation).where(ToldPopulation.id.in_(districts)))
    }
    for district_id in sorted(districts):
        if district_id in known:
            known[district_id].changed()
        else:
            known[district_id] = ToldPopulation(id=district_id, version=1)
            session.add(known[district_id])
    await session.flush()
    people = select(Population.district_id, Population.year, func.sum(Population.number))
    people = people.where(Population.district_id.in_(districts)).group_by(Population.district_id, Population.year)
    rows = (await session.execute(people.order_by(Population.year))).all()
    return [_state(one, ((year, number) for of, year, number in rows if of == one.id)) for one in known.values()]


def _state(told: ToldPopulation, years: Iterable[tuple[int, int]]) -> PopulationState:
    listed = [YearOfPopulation(year=year, people=people) for year, people in years]
    return PopulationState(id=told.id, version=told.version, years=listed)
