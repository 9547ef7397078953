"""The reading service under test: one effect that must not happen twice, and one projection.

It bears the notifications service's name, whose database the platform has.
"""

import asyncio
import time
from pathlib import Path
from uuid import UUID

from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit.database import TYPES, keep_latest, metadata
from liaison_kit.errors import Refusal
from liaison_kit.reactions import on
from liaison_kit.service import Service
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.faults import points


class Base(DeclarativeBase):
    """This service's tables."""

    metadata = metadata()
    type_annotation_map = TYPES


class DistrictCopy(Base):
    """The last known state of a district."""

    __tablename__ = "district_copy"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]


class Unwelcome(Refusal):
    """This district is refused for the time being."""


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """Counts and appends: neither forgives a second time."""
    if points.text_of("reaction.refuse") == str(fact.state.id):
        raise Unwelcome
    district = {"district": fact.state.id}
    count = "insert into tally values (:district, 1) on conflict (district) do update set times = tally.times + 1"
    await session.execute(text(count), district)
    append = text("insert into effect (district, version) values (:district, :version)")
    await session.execute(append, district | {"version": fact.state.version})
    points.die_at("consumer.in_transaction")
    if blocked := points.take("reaction.blocks_the_loop"):
        time.sleep(float(blocked))  # noqa: ASYNC251 - the fault itself
    if slow := points.take("reaction.is_slow"):
        await asyncio.sleep(float(slow))


@on(DistrictState)
async def on_district_state(session: AsyncSession, state: DistrictState) -> None:
    await keep_latest(session, DistrictCopy, id=state.id, version=state.version, name=state.name)


SERVICE = Service(
    name="notifications",
    migrations=Path(__file__).parent / "reader_schema",
    reactions=[on_district_joined, on_district_state],
)
