"""Show the scorecard: how far the network has come with what a commitment promises."""

from typing import Annotated

from fastapi import Query
from liaison_kit import web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.scorecard import Scorecard, make_scorecard

router = web.router(ANYBODY)


class AskedOf(Asked):
    """`programme`: the code of a commitment; the current one if left out."""

    programme: Annotated[str | None, LeftEmpty] = None


@router.get("/results")
async def show_scorecard(session: Session, asked: Annotated[AskedOf, Query()]) -> Scorecard:
    """`as_of`: only what had happened by that day; today if left out. `known`: only what had been recorded by then."""
    return await make_scorecard(session, asked, asked.programme)
