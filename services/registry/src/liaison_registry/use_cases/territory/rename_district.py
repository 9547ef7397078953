"""Rename a district: from a day on it is called otherwise, and what it was called before stays known."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictChange, DistrictChanged, DistrictState, OfficeChanged
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import District, Office, OneLine
from liaison_registry.model.territory.territory import Name, call_by_name

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Renaming(BaseModel):
    """Its names, and those of its seat, from `effective_on`; on the day its present name began, they replace that."""

    name: Name
    name_en: Name
    seat: Name
    seat_en: Name
    effective_on: date
    decision: OneLine = Field(min_length=1, max_length=300, description="The decision it rests on; public.")
    backdating_reason: OneLine | None = Field(None, max_length=500)


@router.post("/districts/{district_id}/name")
async def rename_district(
    session: Session, district_id: UUID, renaming: Renaming, expected: IfMatch, response: Response
) -> DistrictState:
    district = await get_for_update(session, District, district_id)
    expected.must_be(district)
    on, names = renaming.effective_on, renaming.model_dump(include={"name", "name_en", "seat", "seat_en"})
    district.rename(names, on, clock.today(), renaming.backdating_reason)
    change = {"change": DistrictChange.RENAMED, "reason": renaming.decision}
    outbox.publish(session, DistrictChanged(occurred_on=on, state=district.state(), **change))
    theirs = select(Office).where(Office.district_id == district.id).order_by(Office.id).with_for_update()
    for office in await session.scalars(theirs):
        call_by_name(office, district)
        outbox.publish(session, OfficeChanged(occurred_on=on, state=office.state()))
    response.headers["Location"] = f"/districts/{district.code}"
    tell_version(response, district.version)
    return district.state()
