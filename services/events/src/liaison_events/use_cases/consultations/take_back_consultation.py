"""Take a consultation back: it was entered by mistake and does not count."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.consultations import ConsultationTakenBack
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_events.model.consultations.appointment import free_appointment
from liaison_events.model.consultations.consultation import Consultation, ShownConsultation

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/consultations/{consultation_id}/taking-back")
async def take_back_consultation(
    session: Session, worker: Worker, consultation_id: UUID, response: Response
) -> ShownConsultation:
    consultation = await get_for_update(session, Consultation, consultation_id)
    worker.must_run(consultation.office_id)
    if consultation.take_back(clock.now()):
        await free_appointment(session, consultation)
        outbox.publish(
            session,
            ConsultationTakenBack(
                occurred_on=consultation.given_on,
                consultation_id=consultation.id,
                version=consultation.version,
                office_id=consultation.office_id,
            ),
        )
    response.headers["Location"] = f"/consultations/new?saved={consultation.id}"
    return consultation.shown()
