"""What is known about an office's preparation from elsewhere: its people, its services, its money."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.readiness import Known
from liaison_registry.model.training import qualified_at


async def known_about(session: AsyncSession, office_id: UUID, day: date) -> Known:
    """Of a day. Nothing here knows of services and money yet: none is offered, and nobody can tell if it suffices."""
    return Known(qualified=await qualified_at(session, office_id, day), services=0, budget_covered=None)
