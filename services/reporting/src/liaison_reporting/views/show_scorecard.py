"""Show the scorecard: how far the network has come with what a commitment promises."""

from typing import Annotated

from fastapi import Query
from liaison_contracts.registry import Level
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.completion import Confirmed, confirmations, proposed_level
from liaison_reporting.model.scorecard.scorecard import Scorecard, make_scorecard

router = web.router(ANYBODY)


class ShownScorecard(Scorecard):
    """`proposed`: how far the commitment is complete by the rules; `confirmed`: what a person said of it last."""

    proposed: Level | None
    confirmed: Confirmed | None


@router.get("/results", dependencies=[counted_as(Kind.EXPORT, where="known")])
async def show_scorecard(session: Session, asked: Annotated[Asked, Query()]) -> ShownScorecard:
    """`as_of`: only what had happened by that day; today if left out. `known`: only what had been recorded by then."""
    scorecard = await make_scorecard(session, asked)
    if scorecard.programme is None:
        return ShownScorecard(**dict(scorecard), proposed=None, confirmed=None)
    newest = confirmations(scorecard.programme.id, scorecard.as_of, asked.known_until).limit(1)
    row = await session.scalar(newest)
    confirmed = Confirmed.model_validate(row, from_attributes=True) if row else None
    return ShownScorecard(**dict(scorecard), proposed=proposed_level(scorecard), confirmed=confirmed)
