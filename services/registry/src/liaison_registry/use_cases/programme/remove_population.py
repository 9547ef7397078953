"""Remove a year's population, of all districts or of one: a file that was imported by mistake is taken back."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import PopulationChanged
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import select, text

from liaison_registry.model.programme.figures import Comparison, FiguresCounts, NoSuchFigures, Removal
from liaison_registry.model.programme.population import Population
from liaison_registry.model.programme.told_population import take_over

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/population/removal")
async def remove_population(session: Session, removal: Removal, response: Response) -> FiguresCounts:
    await session.execute(text("lock table population in share row exclusive mode"))
    meant = select(Population).where(Population.year == removal.year)
    if removal.district_id:
        meant = meant.where(Population.district_id == removal.district_id)
    found = Comparison(gone=list(await session.scalars(meant)))
    if not found.gone:
        raise NoSuchFigures
    for state in await take_over(session, found):
        outbox.publish(session, PopulationChanged(occurred_on=clock.today(), state=state))
    response.headers["Location"] = "/programme/population"
    return found.counts()
