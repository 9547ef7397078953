"""Lift a suppression: an address may be written to again, and it is said why."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field, StringConstraints

from liaison_notifications.model.consent.suppression import Suppression

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Lifting(BaseModel):
    """`because` names nobody."""

    because: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00-\x1f\x7f]*$")] = (
        Field(max_length=300)
    )


class Lifted(BaseModel):
    """Nothing is sent by itself of what was not sent meanwhile."""

    id: UUID
    lifted_at: datetime


@router.post("/messages/suppressions/{suppression_id}/lifting")
async def lift_suppression(session: Session, worker: Worker, suppression_id: UUID, lifting: Lifting) -> Lifted:
    row = await get_for_update(session, Suppression, suppression_id)
    now = clock.now()
    row.lift(lifting.because, worker.id, now)
    return Lifted(id=row.id, lifted_at=now)
