"""Split a district: two or more others take its place from a day on, and share what belonged to it."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import (
    CSOChanged,
    DistrictChange,
    DistrictChanged,
    DistrictJoined,
    DistrictState,
    OfficeChanged,
)
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session
from pydantic import BaseModel, Field, model_validator

from liaison_registry.model import District, OneLine
from liaison_registry.model.dotted import nested
from liaison_registry.model.territory.territory import (
    NewDistrict,
    belongings,
    held_by_others,
    move,
    one_at_a_time,
    part_of_each,
    split,
)

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Splitting(BaseModel):
    """The new districts, and the number of one of them (from 0) for each office and each settlement there is.

    Organisations and initiative groups follow the office that helps them; `others`: where those without one go.
    """

    effective_on: date
    decision: OneLine = Field(min_length=1, max_length=300, description="The decision it rests on; public.")
    backdating_reason: OneLine | None = Field(None, max_length=500)
    parts: list[NewDistrict] = Field([], max_length=10, description="At least two.")
    offices: dict[UUID, int] = Field({}, description="Number of the part by the office's id.")
    settlements: dict[str, int] = Field({}, description="Number of the part by KATOTTG code; a part has its own seat.")
    others: int | None = Field(None, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _from_a_form(cls, given: Any) -> Any:
        return nested(given)


class Split(BaseModel):
    """The district that ended, and its successors in the order of the parts."""

    ended: DistrictState
    successors: list[DistrictState]


@router.post("/districts/{district_id}/splitting")
async def split_district(
    session: Session, district_id: UUID, splitting: Splitting, expected: IfMatch, response: Response
) -> Split:
    await one_at_a_time(session)
    district = await get_for_update(session, District, district_id)
    expected.must_be(district)
    on, parts = splitting.effective_on, splitting.parts
    district.must_be_able_to_change(on, clock.today(), splitting.backdating_reason)
    found = await belongings(session, [district.id])
    part_of, wrong = part_of_each(found, splitting.offices, splitting.others, len(parts))
    held = await held_by_others(session, [part.code for part in parts], [district.id], on)
    successors = split(district, parts, splitting.settlements, on, held, wrong)
    session.add_all(successors)
    await session.flush()
    change = {"change": DistrictChange.SPLIT, "reason": splitting.decision}
    outbox.publish(session, DistrictChanged(occurred_on=on, state=district.state(), **change))
    for successor in successors:
        outbox.publish(session, DistrictJoined(occurred_on=on, state=successor.state()))
    for thing in found.all():
        move(thing, successors[part_of[thing.id]], on)
    for office in found.offices:
        outbox.publish(session, OfficeChanged(occurred_on=on, state=office.state()))
    await outbox.publish_many(session, [CSOChanged(occurred_on=on, state=cso.state()) for cso in found.csos])
    response.headers["Location"] = f"/districts/{district.code}?on={district.joined_on}"
    return Split(ended=district.state(), successors=[one.state() for one in successors])
