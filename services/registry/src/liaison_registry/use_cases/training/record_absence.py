"""Record an absence: somebody is away for some days, and perhaps another worker stands in."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, BeforeValidator

from liaison_registry.model import Kind
from liaison_registry.model.people.absence import Absence, must_be_possible
from liaison_registry.model.people.people import account_for_update
from liaison_registry.model.training.shown_training import ShownAbsence

router = web.router(for_the_network(Role.COORDINATOR))


class Days(BaseModel):
    """From one day to another, both included; a single day needs no `to_day`. Why is not asked."""

    from_day: date
    to_day: Annotated[date | None, BeforeValidator(lambda given: given or None)] = None
    substitute_id: Annotated[UUID | None, BeforeValidator(lambda given: given or None)] = None


@router.post("/people/{staff_id}/absences", status_code=201)
async def record_absence(session: Session, staff_id: UUID, days: Days, response: Response) -> ShownAbsence:
    staff = await account_for_update(session, staff_id, Kind.PERSON)
    absence = Absence(
        id=new_id(),
        staff_id=staff.id,
        from_day=days.from_day,
        to_day=days.to_day or days.from_day,
        substitute_id=days.substitute_id,
    )
    await must_be_possible(session, absence, clock.today())
    session.add(absence)
    response.headers["Location"] = f"/people/{staff.id}/training"
    return ShownAbsence.model_validate(absence, from_attributes=True)
