"""Start fitting out an office: its place is repaired and furnished, and residents learn when it should open."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, BeforeValidator

from liaison_registry.model import Office

router = web.router(only(Role.COORDINATOR))


class FittingOut(BaseModel):
    """`opens_about`: the day on which it should open; what was said before stays if it is left out."""

    opens_about: Annotated[date | None, BeforeValidator(lambda given: given or None)] = None


@router.post("/offices/{office_id}/fitting-out")
async def start_fitting_out(
    session: Session, worker: Worker, office_id: UUID, work: FittingOut, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.start_fitting_out(work.opens_about, clock.today())
    outbox.publish(session, OfficeChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
