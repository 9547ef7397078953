"""Targets: what the commitment promises to reach, in the network or in one district. The import brings some of them.

How far each is reached is computed elsewhere, from what has happened; nothing of that is typed here.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from liaison_contracts.registry import DistrictTarget
from liaison_contracts.registry import Target as TargetState
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, Refusal
from liaison_kit.formats.written import LeftEmpty
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, Identity, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.programme.programme import Programme
from liaison_registry.model.territory.district import District
from liaison_registry.model.text import OneLine


class TargetPromisedAlready(Conflict):
    """This is promised already there: change that target."""

    field = "key"


class TargetBeforeTheStart(Refusal):
    """The last day of a target cannot lie before the commitment begins."""

    field = "by"


class TargetWithdrawn(Conflict):
    """This target is withdrawn: it cannot be changed any more."""


class Indicator(StrEnum):
    """What can be promised by page; how each is counted stands beside the results. May grow."""

    OFFICES_OPENED = "offices_opened"
    DISTRICTS_COVERED = "districts_covered"
    STAFF_TRAINED = "staff_trained"
    EVENTS_PER_OFFICE = "events_per_office"
    EVENTS_HELD = "events_held"
    EVENT_VISITS = "event_visits"
    CONSULTATIONS = "consultations"
    CSOS_CREATED = "csos_created"
    MEMORANDA_SIGNED = "memoranda_signed"


class WrittenTarget(BaseModel):
    """What can be said of a target; `by` left empty is the commitment's last day."""

    title: OneLine = Field(min_length=1, max_length=200)
    title_en: OneLine = Field(min_length=1, max_length=200)
    goal: int = Field(ge=1, le=1_000_000)
    by: Annotated[date | None, LeftEmpty] = None


class ShownTarget(WrittenTarget):
    """A target as staff see it; `from_file`: the network file has it, too."""

    id: UUID
    version: int
    key: str
    district_id: UUID | None
    from_file: bool
    withdrawn_on: date | None
    withdrawal_reason: str | None


class Target(Aggregate, Base):
    """A promise. `in_file`: what the last import said of it; null for one that was added by page."""

    __tablename__ = "target"

    place: Mapped[int] = mapped_column(Identity(always=True))
    key: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    goal: Mapped[int]
    by: Mapped[date | None]
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("district.id"))
    in_file: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str | None]

    @property
    def from_file(self) -> bool:
        return self.in_file is not None

    def say(self, written: WrittenTarget, programme: Programme) -> bool:
        """Says it anew; whether that is news. TargetWithdrawn, TargetBeforeTheStart."""
        if self.withdrawn_on:
            raise TargetWithdrawn
        if written.by and written.by < programme.starts_on:
            raise TargetBeforeTheStart
        news = any(getattr(self, name) != value for name, value in written)
        for name, value in written:
            setattr(self, name, value)
        return news

    def withdraw(self, reason: str, on: date) -> None:
        """It is promised no more; that it was stays on record. TargetWithdrawn if that is so already."""
        if self.withdrawn_on:
            raise TargetWithdrawn
        self.withdrawn_on, self.withdrawal_reason = on, reason
        self.changed()

    def shown(self) -> ShownTarget:
        return ShownTarget.model_validate(self, from_attributes=True)


async def must_be_new(session: AsyncSession, key: str, district_id: UUID | None) -> None:
    """TargetPromisedAlready where the same is promised; the programme must be locked."""
    same = select(Target.id).where(Target.key == key, Target.district_id.is_not_distinct_from(district_id))
    if await session.scalar(same.where(Target.withdrawn_on.is_(None))):
        raise TargetPromisedAlready


async def aim(session: AsyncSession, programme: Programme) -> None:
    """The programme promises what its targets say now."""
    programme.targets, programme.district_targets = await _promised(session)
    programme.changed()


async def take_over_targets(session: AsyncSession, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that the network promises after an import of a file with these `entries`.

    What was changed or withdrawn here stays so, unless the file's own words differ from what they were last time.
    """
    rows = (await session.scalars(select(Target).where(Target.district_id.is_(None)))).all()
    # Of several with one key, the one that is in force.
    known = {row.key: row for row in sorted(rows, key=lambda row: row.withdrawn_on is None)}
    keys = {entry["key"] for entry in entries}
    for row in rows:
        if row.from_file and row.key not in keys and not row.withdrawn_on:
            await session.delete(row)
    for entry in entries:
        mine = known.get(entry["key"])
        if mine is None or (mine.withdrawn_on and not mine.from_file):
            words = {name: entry[name] for name in ("title", "title_en", "goal")}
            session.add(Target(id=new_id(), version=1, key=entry["key"], in_file=entry, **words))
            await session.flush()  # one by one: they keep the file's order
        elif mine.in_file != entry:
            mine.title, mine.title_en, mine.goal, mine.in_file = entry["title"], entry["title_en"], entry["goal"], entry
            mine.changed()
    return (await _promised(session))[0]


async def _promised(session: AsyncSession) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The network's targets and the districts', as they are told."""
    await session.flush()
    query = select(Target, District).outerjoin(District, District.id == Target.district_id)
    network, districts = list[dict[str, Any]](), list[dict[str, Any]]()
    for row, district in await session.execute(query.where(Target.withdrawn_on.is_(None)).order_by(Target.place)):
        state = TargetState.model_validate(row, from_attributes=True)
        if district is None:
            network.append(state.model_dump(mode="json"))
        else:
            of = {"district_id": district.id, "district_name": district.name, "district_name_en": district.name_en}
            districts.append(DistrictTarget(**dict(state), **of).model_dump(mode="json"))
    return network, districts
