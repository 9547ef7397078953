"""Add a training programme: what people of the network are to learn, and for how long that is good."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_registry.model.training.shown_training import ShownProgramme
from liaison_registry.model.training.training import TrainingPlan, TrainingProgramme, must_be_another_name

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/people/training/programmes", status_code=201)
async def add_training_programme(session: Session, plan: TrainingPlan, response: Response) -> ShownProgramme:
    programme = TrainingProgramme(id=new_id(), version=1, **plan.model_dump())
    await must_be_another_name(session, plan.name, programme.id)
    session.add(programme)
    response.headers["Location"] = "/people/training"
    tell_version(response, programme.version)
    return ShownProgramme.of(programme)
