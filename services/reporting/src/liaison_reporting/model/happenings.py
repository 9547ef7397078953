"""What happened to offices, commitments and staff: every fact of it, with its day and when it was recorded.

A figure that is asked for a past day, or as it was known on one, is made from these.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from liaison_contracts.fact import Fact
from sqlalchemy import BigInteger, ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.kept import Base, Kept, keep

ADOPTED, MILESTONE, TARGETS = "ProgrammeAdopted", "MilestoneChanged", "TargetsChanged"
SITE_CHOSEN, TRAINED, CONCEPT = "OfficeSiteChosen", "StaffTrained", "ConceptAdopted"


class Happening(Kept, Base):
    """What one fact told; nothing takes its place. `sequence` is the subject's version after it."""

    __tablename__ = "happening"

    subject_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str]
    occurred_on: Mapped[date]
    said: Mapped[dict[str, Any]]


async def keep_happening(session: AsyncSession, fact: Fact, said: Mapping[str, Any] | None = None) -> None:
    """Keeps what of the fact being applied a figure may need: `said`, in the forms of JSON."""
    name = type(fact).__name__
    about = {"subject_id": fact.key, "sequence": fact.sequence, "type": name, "occurred_on": fact.occurred_on}
    own_id = uuid5(fact.key, f"{name}/{fact.sequence}")
    await keep(session, Happening, id=own_id, version=1, said=dict(said or {}), **about)


def told(types: Collection[str], known: datetime | None) -> list[ColumnElement[bool]]:
    """Conditions for facts of these types that had been recorded by then; None: by now."""
    conditions: list[ColumnElement[bool]] = [Happening.type.in_(types)]
    if known is not None:
        conditions.append(Happening.recorded_at <= known)
    return conditions


async def in_their_order(
    session: AsyncSession, types: Collection[str], known: datetime | None, *wanted: ColumnElement[bool]
) -> list[Happening]:
    """As each subject lived through them."""
    query = select(Happening).where(*told(types, known), *wanted).order_by(Happening.sequence, Happening.id)
    return list(await session.scalars(query))
