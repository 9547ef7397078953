"""Change a CSO: what it works on and where, and how the public reaches it."""

from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOArea, CSOChanged, CSOState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Email, Office, OneLine, Phone, Website, known_by, must_be_a_district
from liaison_registry.model.csos.cso import OfficeMissing, UnknownOffice

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class CSONow(BaseModel):
    """All of it: what is left out is empty from now on. Contacts are the organisation's, never a person's.

    `office_id`: the office that helps it; only who works for the whole network may leave it out.
    """

    name: OneLine = Field(min_length=1, max_length=500)
    district_id: UUID | None = None
    office_id: UUID | None = None
    areas: list[CSOArea] = []
    description: OneLine | None = Field(None, max_length=2000)
    description_en: OneLine | None = Field(None, max_length=2000)
    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None
    address: OneLine | None = Field(None, max_length=300)

    def values(self) -> dict[str, Any]:
        """As columns: each area once, in the order of the list; an empty text says nothing."""
        areas = [area.value for area in CSOArea if area in self.areas]
        return {name: value or None for name, value in self.model_dump().items()} | {"areas": areas}


@router.post("/cso/{edrpou}/details")
async def change_cso(
    session: Session, worker: Worker, edrpou: str, now: CSONow, expected: IfMatch, response: Response
) -> CSOState:
    cso = await known_by(session, edrpou)
    cso.must_be_kept_by(worker)
    expected.must_be(cso)
    await must_be_a_district(session, now.district_id)
    if now.office_id is None and not worker.whole_network:
        raise OfficeMissing
    if now.office_id:
        worker.must_run(now.office_id)
        if await session.get(Office, now.office_id) is None:
            raise UnknownOffice
    if cso.change(now.values()):
        outbox.publish(session, CSOChanged(occurred_on=clock.today(), state=cso.state()))
    tell_version(response, cso.version)
    response.headers["Location"] = f"/cso/{cso.edrpou}"
    return cso.state()
