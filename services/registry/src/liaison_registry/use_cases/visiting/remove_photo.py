"""Remove a photo of an office: it is deleted, not hidden."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office
from liaison_registry.model.offices.photos import photo_of, take_over_photos

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/offices/{office_id}/photos/{photo_id}/removal")
async def remove_photo(
    session: Session, worker: Worker, office_id: UUID, photo_id: UUID, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    await session.delete(await photo_of(session, office_id, photo_id))
    await take_over_photos(session, office)
    outbox.publish(session, OfficeChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/photos"
    return office.state()
