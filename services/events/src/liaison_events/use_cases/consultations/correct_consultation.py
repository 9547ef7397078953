"""Correct a consultation: what was entered was wrong; what it said before stays known."""

from datetime import date
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.consultations import ConsultationCorrected, ConsultationOutcome
from liaison_contracts.events import ParticipationTool
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model.consultations.consultation import Consultation, ConsultationTopic, ShownConsultation
from liaison_events.model.texts import Line
from liaison_events.model.wishes import note_erased
from liaison_events.model.workplace import office_copy

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Correction(BaseModel):
    """All of it: what is left out is empty from now on. `forget_person`: they want to be anonymous after all."""

    topic: ConsultationTopic
    question: Line | None = Field(None, max_length=500)
    tool: ParticipationTool | None = None
    outcome: ConsultationOutcome
    reference: Line | None = Field(None, max_length=100)
    follow_up_on: date | None = None
    given_on: date
    forget_person: bool = False


@router.post("/consultations/{consultation_id}/correction")
async def correct_consultation(
    session: Session,
    worker: Worker,
    consultation_id: UUID,
    correction: Correction,
    expected: IfMatch,
    request: Request,
    response: Response,
) -> ShownConsultation:
    consultation = await get_for_update(session, Consultation, consultation_id)
    worker.must_run(consultation.office_id)
    expected.must_be(consultation)
    office = await office_copy(session, consultation.office_id)
    change = consultation.correct(correction.model_dump(exclude={"forget_person"}), clock.now(), worker.id)
    consultation.check(office, clock.today())
    if correction.forget_person:
        await note_erased(request.app.state.settings.wishes_file, consultation.id, clock.now())
        consultation.forget()
    if change:
        session.add(change)
        outbox.publish(session, ConsultationCorrected(**consultation.told(office)))
    response.headers["Location"] = f"/consultations/{consultation.id}"
    tell_version(response, consultation.version)
    return consultation.shown()
