"""What is known about an office's preparation from elsewhere: its people, its services, its money."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.offices.readiness import Known
from liaison_registry.model.programme.funding import budget_covered, funding_of
from liaison_registry.model.services.office_services import OfficeService
from liaison_registry.model.training.training import qualified_at


async def known_about(session: AsyncSession, office_id: UUID, day: date) -> Known:
    """What is so on that day: whom it has, what it offers, and whether pledges cover what is planned."""
    offered = select(func.count()).select_from(OfficeService).where(OfficeService.office_id == office_id)
    return Known(
        qualified=await qualified_at(session, office_id, day),
        services=await session.scalar(offered) or 0,
        budget_covered=budget_covered(await funding_of(session), office_id),
    )
