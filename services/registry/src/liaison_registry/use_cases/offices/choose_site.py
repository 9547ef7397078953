"""Choose an office's site: residents learn where it will be, and until the opening it can be corrected."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeSiteChosen, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office
from liaison_registry.model.offices.site import Site

router = web.router(only(Role.COORDINATOR))


@router.post("/offices/{office_id}/site")
async def choose_site(
    session: Session, worker: Worker, office_id: UUID, site: Site, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.choose_site(site, clock.today())
    outbox.publish(session, OfficeSiteChosen(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
