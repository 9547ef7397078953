"""Form an initiative group: people want to found an organisation, and an office accompanies them."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOArea
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Founders, InitiativeGroup, Office, OneLine, must_be_a_district
from liaison_registry.model.csos.cso import UnknownOffice
from liaison_registry.model.csos.initiative_group import ConsentMissing, founders_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class NewGroup(BaseModel):
    """`founders`: one on each line, a name, a comma, a telephone number or an email address.

    `consent`: the founders agree that these are kept until the organisation is registered, or for a year after they
    give up. `backdating_reason` is needed for a day more than a week back.
    """

    idea: OneLine = Field(min_length=1, max_length=500)
    area: CSOArea
    office_id: UUID
    district_id: UUID | None = None
    founders: Founders
    consent: bool = False
    formed_on: date = Field(default_factory=clock.today)
    backdating_reason: str | None = Field(None, max_length=500)


class FormedGroup(BaseModel):
    """Its id: what is known of the people is shown on its own page only."""

    id: UUID


@router.post("/cso/groups", status_code=201)
async def form_initiative_group(session: Session, worker: Worker, new: NewGroup, response: Response) -> FormedGroup:
    worker.must_run(new.office_id)
    if await session.get(Office, new.office_id) is None:
        raise UnknownOffice
    await must_be_a_district(session, new.district_id)
    if not new.consent:
        raise ConsentMissing
    group = InitiativeGroup.form(
        new_id(),
        new.model_dump(include={"idea", "area", "office_id", "district_id", "formed_on"}),
        founders_of(new.founders),
        clock.today(),
        new.backdating_reason,
    )
    session.add(group)
    outbox.publish(session, group.formed())
    response.headers["Location"] = f"/cso/groups/{group.id}"
    return FormedGroup(id=group.id)
