"""Remove a year of the baseline, of all districts or of one: a file that was imported by mistake is taken back."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import BaselineChanged
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import text

from liaison_registry.model.programme.baseline import all_of, take_over
from liaison_registry.model.programme.figures import Comparison, FiguresCounts, NoSuchFigures, Removal, districts_of

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/baseline/removal")
async def remove_baseline(session: Session, removal: Removal, response: Response) -> FiguresCounts:
    await session.execute(text("lock table baseline in share row exclusive mode"))
    rows = [row for row in await all_of(session) if row.month.year == removal.year]
    found = Comparison(gone=[row for row in rows if removal.district_id in {None, row.district_id}])
    if not found.gone:
        raise NoSuchFigures
    for state in await take_over(session, found, await districts_of(session)):
        outbox.publish(session, BaselineChanged(occurred_on=clock.today(), state=state))
    response.headers["Location"] = "/programme/baseline"
    return found.counts()
