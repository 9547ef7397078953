"""Merge districts: from a day on one has what several had, either one of them or a new one."""

from datetime import date
from enum import StrEnum
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
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select

from liaison_registry.model import District, OneLine
from liaison_registry.model.dotted import nested
from liaison_registry.model.territory.territory import (
    NewDistrict,
    NewDistrictMissing,
    NothingToMerge,
    belongings,
    held_by_others,
    merge,
    move,
    one_at_a_time,
)

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Into(StrEnum):
    """Which district there is afterwards."""

    THIS = "this"
    NEW = "new"


class Merging(BaseModel):
    """The other districts, and what they merge into: this one, which goes on, or a `new` one."""

    effective_on: date
    decision: OneLine = Field(min_length=1, max_length=300, description="The decision it rests on; public.")
    backdating_reason: OneLine | None = Field(None, max_length=500)
    others: list[UUID] = Field([], max_length=50)
    into: Into = Into.THIS
    new: NewDistrict | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_a_form(cls, given: Any) -> Any:
        values = nested(given)
        kept = isinstance(values, dict) and values.get("into", Into.THIS) == Into.THIS
        return {**values, "new": None} if kept else values


class Merged(BaseModel):
    """The district that there is now, and those that ended."""

    district: DistrictState
    ended: list[DistrictState]


@router.post("/districts/{district_id}/merging")
async def merge_districts(
    session: Session, district_id: UUID, merging: Merging, expected: IfMatch, response: Response
) -> Merged:
    await one_at_a_time(session)
    this, districts = await _locked(session, district_id, merging.others)
    expected.must_be(this)
    on, into = merging.effective_on, this if merging.into is Into.THIS else merging.new
    for district in districts:
        district.must_be_able_to_change(on, clock.today(), merging.backdating_reason)
    if into is None:
        raise NewDistrictMissing
    ending = [one.id for one in districts if one is not into]
    codes = [into.code] if isinstance(into, NewDistrict) else []
    found, held = await belongings(session, ending), await held_by_others(session, codes, ending, on)
    kept, ended = merge(districts, into, on, held)
    for one in ended:
        change = {"change": DistrictChange.MERGED, "reason": merging.decision}
        outbox.publish(session, DistrictChanged(occurred_on=on, state=one.state(), **change))
    if kept is this:
        change = {"change": DistrictChange.ENLARGED, "reason": merging.decision}
        outbox.publish(session, DistrictChanged(occurred_on=on, state=kept.state(), **change))
    else:
        session.add(kept)
        await session.flush()
        outbox.publish(session, DistrictJoined(occurred_on=on, state=kept.state()))
    for thing in found.all():
        move(thing, kept, on)
    for office in found.offices:
        outbox.publish(session, OfficeChanged(occurred_on=on, state=office.state()))
    await outbox.publish_many(session, [CSOChanged(occurred_on=on, state=cso.state()) for cso in found.csos])
    response.headers["Location"] = f"/districts/{kept.code}"
    return Merged(district=kept.state(), ended=[one.state() for one in ended])


async def _locked(session: Session, this_id: UUID, others: list[UUID]) -> tuple[District, list[District]]:
    """This district and all of them, this one first, locked in the order of their ids."""
    ids = {this_id, *others}
    rows = await session.scalars(select(District).where(District.id.in_(ids)).order_by(District.id).with_for_update())
    found = {one.id: one for one in rows}
    if this_id not in found:
        raise NotFound
    this = found.pop(this_id)
    if not found or len(found) < len(ids) - 1:
        raise NothingToMerge
    return this, [this, *found.values()]
