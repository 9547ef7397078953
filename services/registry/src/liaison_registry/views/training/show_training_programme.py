"""Show a training programme in its form, to be changed."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_registry.model.training.shown_training import ShownProgramme
from liaison_registry.model.training.training import TrainingProgramme

router = web.router(for_the_network(Role.COORDINATOR))


@router.get("/people/training/programmes/{programme_id}")
async def show_training_programme(session: Session, programme_id: UUID, response: Response) -> ShownProgramme:
    programme = await get(session, TrainingProgramme, programme_id)
    tell_version(response, programme.version)
    return ShownProgramme.of(programme)
