"""Show how far a commitment is complete: what the rules propose and why, what was confirmed; with the form."""

from datetime import date, datetime

from liaison_contracts.registry import Level
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.completion import LEVELS, RULES, Confirmed, confirmations, proposed_level
from liaison_reporting.model.scorecard.scorecard import Programme, make_scorecard

router = web.router(ANYBODY)


class ShownRule(BaseModel):
    """A rule, in English; the first one that `holds` proposes its level."""

    level: Level
    text: str
    holds: bool


class ShownCompletion(BaseModel):
    """`confirmed`: what coordinators said, the newest first, which holds. `levels`: from the worst to the best."""

    programme: Programme
    as_of: date
    proposed: Level
    rules: list[ShownRule]
    levels: list[Level]
    confirmed: list[Confirmed]
    done: str | None
    current_to: datetime | None


@router.get("/results/programmes/{code}/completion")
async def show_completion(session: Session, code: str, done: str | None = None) -> ShownCompletion:
    scorecard = await make_scorecard(session, Asked(programme=code))
    if scorecard.programme is None:
        raise NotFound
    rows = await session.scalars(confirmations(scorecard.programme.id, scorecard.as_of))
    return ShownCompletion(
        programme=scorecard.programme,
        as_of=scorecard.as_of,
        proposed=proposed_level(scorecard),
        rules=[ShownRule(level=one.level, text=one.text, holds=one.holds(scorecard)) for one in RULES],
        levels=list(LEVELS),
        confirmed=[Confirmed.model_validate(one, from_attributes=True) for one in rows],
        done=done,
        current_to=scorecard.current_to,
    )
