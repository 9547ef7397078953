"""How far an office's preparation is, as its staff see it: each point of readiness, and a recorded override."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.offices.office import Office
from liaison_registry.model.offices.office_life import BEFORE_OPENING
from liaison_registry.model.offices.preparation import known_about
from liaison_registry.model.offices.readiness import Point, missing_points


class ShownOverride(BaseModel):
    """Why an office opened although something was missing, when that was written, by whose account, and what it was."""

    reason: str
    by: UUID
    at: datetime
    without: list[Point]


class Preparation(BaseModel):
    """`points`: each with whether it is there, before the opening only; `qualified`: how many such workers it has."""

    points: dict[Point, bool]
    qualified: int
    override: ShownOverride | None


async def preparation_of(session: AsyncSession, office: Office, today: date) -> Preparation:
    """For those who run the office: nobody else is told of an override."""
    override = None
    if office.override_reason and office.overridden_by and office.overridden_at:
        without = [Point(point) for point in office.opened_without]
        override = ShownOverride(
            reason=office.override_reason, by=office.overridden_by, at=office.overridden_at, without=without
        )
    if office.status not in BEFORE_OPENING:
        return Preparation(points={}, qualified=0, override=override)
    known = await known_about(session, office.id, today)
    missing = missing_points(office, known)
    points = {point: point not in missing for point in Point}
    return Preparation(points=points, qualified=known.qualified, override=override)
