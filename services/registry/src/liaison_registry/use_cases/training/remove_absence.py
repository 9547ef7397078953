"""Remove an absence: the person is there on these days after all."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model.people.absence import Absence
from liaison_registry.model.training.shown_training import ShownAbsence

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/people/{staff_id}/absences/{absence_id}/removal")
async def remove_absence(session: Session, staff_id: UUID, absence_id: UUID, response: Response) -> ShownAbsence:
    absence = await get_for_update(session, Absence, absence_id)
    if absence.staff_id != staff_id:
        raise NotFound
    await session.delete(absence)
    response.headers["Location"] = f"/people/{staff_id}/training"
    return ShownAbsence.model_validate(absence, from_attributes=True)
