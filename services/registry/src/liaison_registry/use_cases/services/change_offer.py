"""Change what an office says of a service: its hours here, what to bring, what it costs; whoever writes vouches."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeServicesChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office, WrittenOffer, offer_of, take_over_services

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/offices/{office_id}/services/{service_id}")
async def change_offer(
    session: Session,
    worker: Worker,
    office_id: UUID,
    service_id: UUID,
    written: WrittenOffer,
    expected: IfMatch,
    response: Response,
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    offered = await offer_of(session, office_id, service_id)
    expected.must_be(offered)
    offered.describe(written, clock.today(), worker.id)
    offered.changed()
    await take_over_services(session, office)
    outbox.publish(session, OfficeServicesChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/services"
    tell_version(response, offered.version)
    return office.state()
