"""Show what somebody has learnt and when they are away, with forms to record both."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Kind, Staff
from liaison_registry.model.people.absence import Absence
from liaison_registry.model.training.shown_training import ShownAbsence, ShownCertificate, ShownProgramme, TrainedPerson
from liaison_registry.model.training.training import Certificate, TrainingProgramme, workers_of

router = web.router(for_the_network(Role.COORDINATOR), personal=True)


class Colleague(BaseModel):
    """Who can stand in."""

    id: UUID
    name: str


class PersonsTraining(BaseModel):
    """`certificates`: the newest first; `absences`: not over yet; `substitutes`: the other workers."""

    person: TrainedPerson
    certificates: list[ShownCertificate]
    absences: list[ShownAbsence]
    programmes: list[ShownProgramme]
    substitutes: list[Colleague]


@router.get("/people/{staff_id}/training")
async def show_training(session: Session, staff_id: UUID) -> PersonsTraining:
    staff, today = await get(session, Staff, staff_id), clock.today()
    if staff.kind != Kind.PERSON:
        raise NotFound
    programmes = list(await session.scalars(select(TrainingProgramme).order_by(TrainingProgramme.name)))
    given = list(await session.scalars(select(Certificate).where(Certificate.staff_id == staff_id)))
    given.sort(key=lambda one: (one.completed_on, one.number), reverse=True)
    coming = select(Absence).where(Absence.staff_id == staff_id, Absence.to_day >= today).order_by(Absence.from_day)
    of = {programme.id: programme for programme in programmes}
    return PersonsTraining(
        person=TrainedPerson.of(staff, programmes, given, today),
        certificates=[ShownCertificate.of(one, of[one.programme_id], today) for one in given],
        absences=[ShownAbsence.model_validate(row, from_attributes=True) for row in await session.scalars(coming)],
        programmes=[ShownProgramme.of(one) for one in programmes],
        substitutes=[Colleague(id=one.id, name=one.name) for one in await workers_of(session) if one.id != staff_id],
    )
