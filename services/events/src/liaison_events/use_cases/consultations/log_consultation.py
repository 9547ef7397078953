"""Log a consultation: an office worker has helped somebody, anonymously unless they agreed to be named."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.consultations import ConsultationGiven, ConsultationOutcome
from liaison_contracts.events import ParticipationTool
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model.consultations.appointment import keep_appointment
from liaison_events.model.consultations.consultation import Consultation, ConsultationTopic, PersonNeedsConsent
from liaison_events.model.texts import Line
from liaison_events.model.workplace import office_of_worker

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Help(BaseModel):
    """What was done. `office_id` is the worker's own office, if left out; `given_on` is today."""

    topic: ConsultationTopic
    question: Line | None = Field(None, max_length=500, description="What about, in a few words; nobody's name.")
    tool: ParticipationTool | None = None
    outcome: ConsultationOutcome = ConsultationOutcome.EXPLAINED
    reference: Line | None = Field(None, max_length=100, description="Number of what was submitted.")
    follow_up_on: date | None = None
    office_id: UUID | None = None
    given_on: date | None = None
    person: Line | None = Field(None, max_length=100, description="On whose behalf; only with consent.")
    contact: Line | None = Field(None, max_length=254, description="How to reach them; only with consent.")
    consent: bool = False
    appointment_id: UUID | None = None


class Logged(BaseModel):
    """Its version is the one to correct it with."""

    consultation_id: UUID
    version: int


@router.post("/consultations", status_code=201)
async def log_consultation(session: Session, worker: Worker, help_: Help, response: Response) -> Logged:
    if (help_.person or help_.contact) and not help_.consent:
        raise PersonNeedsConsent
    office = await office_of_worker(session, worker, help_.office_id)
    said = help_.model_dump(exclude={"office_id", "consent", "given_on"})
    consultation = Consultation(
        id=new_id(),
        version=1,
        office_id=office.id,
        given_on=help_.given_on or clock.today(),
        logged_at=clock.now(),
        logged_by=worker.id,
        consented_on=clock.today() if help_.consent else None,
        **said,
    )
    consultation.check(office, clock.today())
    if help_.appointment_id:
        await keep_appointment(session, help_.appointment_id, office.id)
    session.add(consultation)
    outbox.publish(session, ConsultationGiven(**consultation.told(office)))
    # The next one waits: the form comes back empty, with what was saved and a way to take it back.
    response.headers["Location"] = f"/consultations/new?saved={consultation.id}"
    return Logged(consultation_id=consultation.id, version=1)
