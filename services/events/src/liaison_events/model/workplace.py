"""The office that a worker means: said, or the only one they work at."""

from uuid import UUID

from liaison_contracts.registry import OfficeStatus
from liaison_kit.database import get
from liaison_kit.identity import Account
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.consultations.consultation import OfficeNotSaid
from liaison_events.model.office import OfficeCopy, OfficeUnknown


async def office_copy(session: AsyncSession, office_id: UUID) -> OfficeCopy:
    """The office something has happened at."""
    return await get(session, OfficeCopy, office_id)


async def office_of_worker(session: AsyncSession, worker: Account, office_id: UUID | None) -> OfficeCopy:
    """The office with this id, which must be the worker's; without one the only office that is."""
    if office_id is None:
        mine = (await session.scalars(select(OfficeCopy).where(in_scope(worker)).limit(2))).all()
        if len(mine) != 1:
            raise OfficeNotSaid
        return mine[0]
    worker.must_run(office_id)
    office = await session.get(OfficeCopy, office_id)
    if office is None:
        raise OfficeUnknown
    return office


def in_scope(worker: Account) -> ColumnElement[bool]:
    """Offices that have worked at some time, and that the worker may run."""
    mine = true() if worker.whole_network else OfficeCopy.id.in_(worker.offices)
    return OfficeCopy.opened_on.is_not(None) & (OfficeCopy.status != OfficeStatus.CLOSED) & mine
