"""Import how many people live in each district, by sex and age, from a CSV file: all of it, or nothing.

The file is the whole truth about each district's year that it names; other years stay as they are.
"""

from typing import Annotated

from fastapi import Query, Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import PopulationChanged
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import select, text

from liaison_registry.model import ImportKind, ImportReport
from liaison_registry.model.programme.figures import ImportedFigures, compare, districts_of
from liaison_registry.model.programme.population import Population, part_of, read_population, said
from liaison_registry.model.programme.told_population import take_over

router = web.router(for_the_network(Role.COORDINATOR))

BODY = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.post("/programme/population", openapi_extra=BODY)
async def import_population(
    session: Session, request: Request, response: Response, dry_run: Annotated[bool, Query()] = False
) -> ImportedFigures:
    districts = await districts_of(session)
    figures = read_population(await request.body(), districts, clock.today())
    # One at a time: two that bring the same figures would contradict each other.
    await session.execute(text("lock table population in share row exclusive mode"))
    found = compare(figures, await session.scalars(select(Population)), part_of)
    counts, differences = found.counts(), found.differences(lambda key: said(key, districts))
    if not dry_run:
        for state in await take_over(session, found):
            outbox.publish(session, PopulationChanged(occurred_on=clock.today(), state=state))
    report = ImportReport(id=new_id(), kind=ImportKind.POPULATION, dry_run=dry_run, made_at=clock.now(), rejected=[])
    report.counts, report.rows = {"population": counts.model_dump()}, len(figures)
    report.differences = [one.model_dump() for one in differences]
    session.add(report)
    response.headers["Location"] = f"/network/imports/{report.id}"
    return ImportedFigures(dry_run=dry_run, counts=counts, differences=differences)
