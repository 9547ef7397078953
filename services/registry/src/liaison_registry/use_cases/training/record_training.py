"""Record a training: somebody has completed a programme, and counts as qualified while it is good."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import StaffTrained
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import Kind
from liaison_registry.model.people.people import account_for_update
from liaison_registry.model.training.shown_training import ShownCertificate
from liaison_registry.model.training.training import TrainingProgramme, UnknownTraining, new_certificate

router = web.router(for_the_network(Role.COORDINATOR))


class Training(BaseModel):
    """What was completed, and when."""

    programme_id: UUID
    completed_on: date = Field(default_factory=clock.today)


@router.post("/people/{staff_id}/training", status_code=201)
async def record_training(session: Session, staff_id: UUID, training: Training, response: Response) -> ShownCertificate:
    staff = await account_for_update(session, staff_id, Kind.PERSON)
    programme = await session.get(TrainingProgramme, training.programme_id)
    if programme is None:
        raise UnknownTraining
    certificate = await new_certificate(session, staff, programme, training.completed_on, clock.today())
    session.add(certificate)
    told = {"account_id": staff.id, "programme_id": programme.id, "certificate_id": certificate.id}
    outbox.publish(session, StaffTrained(occurred_on=certificate.completed_on, number=certificate.number, **told))
    response.headers["Location"] = f"/people/{staff.id}/training"
    return ShownCertificate.of(certificate, programme, clock.today())
