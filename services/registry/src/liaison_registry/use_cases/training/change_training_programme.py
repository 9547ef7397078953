"""Change a training programme: certificates that were given before are good for as long as it says now."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session

from liaison_registry.model.training.shown_training import ShownProgramme
from liaison_registry.model.training.training import TrainingPlan, TrainingProgramme, must_be_another_name

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/people/training/programmes/{programme_id}")
async def change_training_programme(
    session: Session, programme_id: UUID, plan: TrainingPlan, expected: IfMatch, response: Response
) -> ShownProgramme:
    programme = await get_for_update(session, TrainingProgramme, programme_id)
    expected.must_be(programme)
    await must_be_another_name(session, plan.name, programme_id)
    programme.change(plan)
    response.headers["Location"] = "/people/training"
    tell_version(response, programme.version)
    return ShownProgramme.of(programme)
