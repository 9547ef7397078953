"""Confirm how far a commitment is complete on OGP's scale: as the rules propose, or otherwise, with the reason."""

from typing import Annotated

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import Level
from liaison_contracts.scorecard import CompletionConfirmed
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, StringConstraints

from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.completion import CompletionNotDue, must_be_a_level, proposed_level
from liaison_reporting.model.scorecard.scorecard import make_scorecard

router = web.router(for_the_network(Role.COORDINATOR))

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class Confirmation(BaseModel):
    """Why, in both languages, since OGP reads it. No person's name in it."""

    level: Level
    reason: Reason
    reason_en: Reason


@router.post("/results/programmes/{code}/completion", status_code=202)
async def confirm_completion(
    session: Session, code: str, confirmation: Confirmation, response: Response
) -> CompletionConfirmed:
    """It is kept when reporting hears its own fact, so that a replay finds it, too: within a second."""
    must_be_a_level(confirmation.level)
    scorecard = await make_scorecard(session, Asked(programme=code))
    if scorecard.programme is None:
        raise NotFound
    if scorecard.as_of < scorecard.programme.starts_on:
        raise CompletionNotDue
    said = confirmation.model_dump() | {"proposed": proposed_level(scorecard)}
    fact = CompletionConfirmed(
        occurred_on=clock.today(), confirmation_id=new_id(), programme_id=scorecard.programme.id, **said
    )
    outbox.publish(session, fact)
    response.headers["Location"] = f"/results/programmes/{code}/completion?done=confirmed"
    return fact
