"""Assess the commitment on one of OGP's scales: how far it was completed, or whether it opened government."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CommitmentAssessed, Level, ProgrammeState, Scale
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import OneLine
from liaison_registry.model.programme.assessments import CommitmentAssessment, must_fit, take_over_assessments
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


class WrittenAssessment(BaseModel):
    """Why, in both languages, since OGP reads it: what evidence there is. No person's name in it."""

    scale: Scale
    level: Level
    reason: OneLine = Field(min_length=1, max_length=1000)
    reason_en: OneLine = Field(min_length=1, max_length=1000)
    assessed_on: date = Field(default_factory=clock.today)


@router.post("/programme/assessments", status_code=201)
async def assess_commitment(
    session: Session, worker: Worker, written: WrittenAssessment, expected: IfMatch, response: Response
) -> ProgrammeState:
    programme = await programme_for_update(session)
    expected.must_be(programme)
    must_fit(programme, written.scale, written.level, written.assessed_on, clock.today())
    columns = written.model_dump() | {"recorded_at": clock.now(), "recorded_by": worker.id}
    session.add(CommitmentAssessment(id=new_id(), programme_id=programme.id, **columns))
    await take_over_assessments(session, programme)
    about = {"scale": written.scale, "level": written.level}
    outbox.publish(session, CommitmentAssessed(occurred_on=written.assessed_on, state=programme.state(), **about))
    response.headers["Location"] = "/programme/assessments"
    return programme.state()
