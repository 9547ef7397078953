"""What each fact adds to the figures, and the figures: the sums of that.

A figure is named by what is counted and by its parts: `visits/training`, `consultations/petition/submitted`. It counts
at a place (an office; an event; a district; NETWORK, where it belongs to none of them) on a day in Kyiv.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from liaison_contracts.fact import Fact, State
from liaison_kit import telemetry
from liaison_kit.database import Sums, new_id
from sqlalchemy import BigInteger, Subquery, func, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.kept import Base, Kept, keep

NETWORK = UUID(int=0)
"""The place of what belongs to the whole network."""


class DayFigure(Base):
    """What all contributions of one place and day come to, by name: kept with them, in the same statement."""

    __tablename__ = "day_figure"

    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class _Told(Kept):
    """Of which aggregate something is told, in which of its families of figures, and what it adds where and when."""

    family: Mapped[str]
    aggregate_id: Mapped[UUID]
    place_id: Mapped[UUID]
    day: Mapped[date | None]
    figures: Mapped[dict[str, Any]]
    title: Mapped[str | None]


class Contribution(_Told, Base):
    """What one aggregate adds to the figures as it was last told; without `day` it counts nowhere."""

    __tablename__ = "contribution"
    __sums__ = Sums(DayFigure, by=("place_id", "day"), of="figures")


class Telling(_Told, Base):
    """Every version of a contribution that a fact ever told: what was known on an earlier day, and what was corrected.

    Not what states tell: their topics forget what was superseded, so that a rebuild would not find it again.
    `type` is the fact's, `sequence` the aggregate's version in it; the row's own `version` is always 1.
    """

    __tablename__ = "telling"

    fact_id: Mapped[UUID]
    type: Mapped[str]
    sequence: Mapped[int]


async def contribute(
    session: AsyncSession,
    fact: Fact | State,
    family: str,
    *,
    place: UUID,
    day: date | None,
    figures: Mapping[str, int],
    title: str | None = None,
    aggregate: tuple[UUID, int] | None = None,
) -> None:
    """What the fact being applied adds to the figures, in place of what an older version of its aggregate added.

    The names of `figures` begin with `family`s of their own choosing, but one aggregate tells one family in one place.
    `aggregate` is the id and version of another than the fact's own.
    """
    aggregate_id, version = aggregate or (fact.key, fact.sequence)
    about = {"family": family, "aggregate_id": aggregate_id, "place_id": place, "day": day, "title": title}
    about |= {"figures": dict(figures)}
    own_id = uuid5(aggregate_id, family)
    await keep(session, Contribution, id=own_id, version=version, **about)
    if isinstance(fact, State):
        return
    fact_id = telemetry.current().causation or new_id()
    told = {"fact_id": fact_id, "type": type(fact).__name__, "sequence": version}
    await keep(session, Telling, id=uuid5(NAMESPACE_OID, f"{fact_id}/{own_id}"), version=1, **about, **told)


def figures(known: datetime | None, *families: str) -> Subquery:
    """Rows of `place_id`, `day`, `name`, `number`: the figures as known now, or at an earlier moment.

    Those of an earlier moment are added up from all that was told until then: exact, and slower. They are asked for
    with the families of the contributions that they are made of, so that no other is read. (Places narrow nothing
    down here: what was told last of an event may be another place.)
    """
    if known is None:
        return select(DayFigure.place_id, DayFigure.day, DayFigure.name, DayFigure.number).subquery()
    newest = told_until(known, families)
    parts = func.jsonb_each_text(newest.c.figures).table_valued("key", "value").render_derived()
    number = func.sum(parts.c.value.cast(BigInteger)).label("number")
    rows = select(newest.c.place_id, newest.c.day, parts.c.key.label("name"), number).join(parts, true())
    return rows.where(newest.c.day.is_not(None)).group_by(newest.c.place_id, newest.c.day, parts.c.key).subquery()


def told_until(known: datetime, families: Collection[str]) -> Subquery:
    """The newest telling of each contribution of these families that had been recorded by then."""
    newest = distinct_on(Telling.aggregate_id, Telling.family)
    told = select(Telling).ext(newest).where(Telling.family.in_(families), Telling.recorded_at <= known)
    return told.order_by(Telling.aggregate_id, Telling.family, Telling.sequence.desc()).subquery()
