"""Change an office's details: what residents read about it, its contacts, and what makes it usable by everybody."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import Accessibility, OfficeChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office, OneLine
from liaison_registry.model.offices.written import Lines, PostalCode, PublicEmail, PublicPhone

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Details(BaseModel):
    """All of it is said anew: what is left out is not known, or not there."""

    name: OneLine = Field(min_length=1, max_length=200)
    name_en: OneLine = Field(min_length=1, max_length=200)
    phone: Annotated[PublicPhone | None, LeftEmpty] = None
    email: Annotated[PublicEmail | None, LeftEmpty] = None
    post_code: Annotated[PostalCode | None, LeftEmpty] = None
    description: Annotated[Lines | None, LeftEmpty] = None
    description_en: Annotated[Lines | None, LeftEmpty] = None
    travel: Annotated[Lines | None, LeftEmpty] = None
    travel_en: Annotated[Lines | None, LeftEmpty] = None
    accessibility: list[Accessibility] = Field([], max_length=20)


@router.post("/offices/{office_id}/details")
async def change_office_details(
    session: Session, worker: Worker, office_id: UUID, details: Details, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.must_receive_people()
    there = [one.value for one in Accessibility if one in details.accessibility]
    office.describe(details.model_dump() | {"accessibility": there})
    outbox.publish(session, OfficeChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, office.version)
    return office.state()
