"""What each fact adds to the figures, and the figures: the sums of that.

A figure is named by what is counted and by its parts: `visits/training`, `consultations/petition/submitted`. It counts
at a place (an office; a district; NETWORK, where it belongs to none of them) on a day in Kyiv. What happened at an
event counts at the office and on the day that the event's newest report tells.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from liaison_contracts.fact import Fact, State
from liaison_kit import telemetry
from liaison_kit.database import Along, Sums, new_id
from sqlalchemy import BigInteger, Subquery, func, select, true, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.kept import Base, Kept, keep
from liaison_reporting.model.months import next_month

NETWORK = UUID(int=0)
"""The place of what belongs to the whole network."""


class DayFigure(Base):
    """What all contributions of one place and day come to, by name: kept with them, in the same statement."""

    __tablename__ = "day_figure"

    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class MonthFigure(Base):
    """The same by months, each by its first day: a year is read from a thirtieth of the rows."""

    __tablename__ = "month_figure"

    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class EventTally(Base):
    """All that was told at one event; and its office and day, null until a report of it is heard."""

    __tablename__ = "event_tally"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    place_id: Mapped[UUID | None]
    day: Mapped[date | None]
    figures: Mapped[dict[str, Any]]


class _Told(Kept):
    """Of which aggregate something is told, in which of its families of figures, and what it adds where and when."""

    family: Mapped[str]
    aggregate_id: Mapped[UUID]
    place_id: Mapped[UUID]
    day: Mapped[date | None]
    figures: Mapped[dict[str, Any]]
    title: Mapped[str | None]


class Contribution(_Told, Base):
    """What one aggregate adds to the figures as it was last told; without `day` it counts nowhere.

    `event_id`: the event at which it happened, whose place and day count instead of its own; an event names itself.
    """

    __tablename__ = "contribution"
    __sums__ = Sums(
        DayFigure,
        by=("place_id", "day"),
        of="figures",
        months=MonthFigure,
        along=Along(EventTally, name="event_id", itself="aggregate_id"),
    )

    event_id: Mapped[UUID | None]


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
    event: UUID | None = None,
) -> None:
    """What the fact being applied adds to the figures, in place of what an older version of its aggregate added.

    The names of `figures` begin with `family`s of their own choosing, but one aggregate tells one family in one place.
    `aggregate` is the id and version of another than the fact's own. `event` is where it happened, or what it is.
    """
    aggregate_id, version = aggregate or (fact.key, fact.sequence)
    if aggregate_id == event and family != "events":
        raise ValueError(f"{family} would be taken for the event's report: give it an aggregate of its own")
    about = {"family": family, "aggregate_id": aggregate_id, "place_id": place, "day": day, "title": title}
    about |= {"figures": dict(figures)}
    own_id = uuid5(aggregate_id, family)
    await keep(session, Contribution, id=own_id, version=version, event_id=event, **about)
    if isinstance(fact, State):
        return
    fact_id = telemetry.current().causation or new_id()
    told = {"fact_id": fact_id, "type": type(fact).__name__, "sequence": version}
    await keep(session, Telling, id=uuid5(NAMESPACE_OID, f"{fact_id}/{own_id}"), version=1, **about, **told)


def figures(known: datetime | None, *families: str) -> Subquery:
    """Rows of `place_id`, `day`, `name`, `number`: the figures as known now, or at an earlier moment, to be added up.

    Those of an earlier moment are added up from all that was told until then: exact, and slower. They are asked for
    with the families of the contributions that they are made of, so that no other is read. (Places narrow nothing
    down here: what was told last of an event may be another place.)
    """
    if known is None:
        return select(DayFigure.place_id, DayFigure.day, DayFigure.name, DayFigure.number).subquery()
    newest = told_until(known, families)
    parts = func.jsonb_each_text(newest.c.figures).table_valued("key", "value").render_derived()
    number = parts.c.value.cast(BigInteger).label("number")
    rows = select(newest.c.place_id, newest.c.day, parts.c.key.label("name"), number).join(parts, true())
    return rows.where(newest.c.day.is_not(None)).subquery()


def figures_by_months(known: datetime | None, turns: Iterable[date], *families: str) -> Subquery:
    """The same from far fewer rows, for whoever adds up days between `turns`: the days with which something begins.

    What was counted in a month stands on its first day; only months within which there is a turn are told day by day.
    """
    if known is not None:
        return figures(known, *families)
    divided = sorted({day.replace(day=1) for day in turns if day.day > 1})
    whole = select(MonthFigure.place_id, MonthFigure.month.label("day"), MonthFigure.name, MonthFigure.number)
    days = [
        select(DayFigure.place_id, DayFigure.day, DayFigure.name, DayFigure.number).where(
            DayFigure.day >= month, DayFigure.day < next_month(month)
        )
        for month in divided
    ]
    return union_all(whole.where(MonthFigure.month.not_in(divided)), *days).subquery()


def told_until(known: datetime, families: Collection[str]) -> Subquery:
    """The newest telling of each contribution of these families that had been recorded by then."""
    newest = distinct_on(Telling.aggregate_id, Telling.family)
    told = select(Telling).ext(newest).where(Telling.family.in_(families), Telling.recorded_at <= known)
    return told.order_by(Telling.aggregate_id, Telling.family, Telling.sequence.desc()).subquery()
