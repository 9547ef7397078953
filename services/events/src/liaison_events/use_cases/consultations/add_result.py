"""Add the result of a consultation: what came of it, once the answer is there."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model.consultations.consultation import Consultation, ShownConsultation
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Result(BaseModel):
    """`follow_up_on`: where somebody has to ask once more, on this day."""

    result: Text = Field(max_length=1000)
    follow_up_on: date | None = None


@router.post("/consultations/{consultation_id}/result")
async def add_result(
    session: Session, worker: Worker, consultation_id: UUID, result: Result, expected: IfMatch, response: Response
) -> ShownConsultation:
    consultation = await get_for_update(session, Consultation, consultation_id)
    worker.must_run(consultation.office_id)
    expected.must_be(consultation)
    session.add(consultation.add_result(result.result, result.follow_up_on, clock.now(), worker.id))
    response.headers["Location"] = f"/consultations/{consultation.id}"
    tell_version(response, consultation.version)
    return consultation.shown()
