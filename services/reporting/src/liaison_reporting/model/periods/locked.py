"""What was locked of a period: it stands in the fact itself, so that no rebuilding and no late fact changes it.

Up to which moment it goes is told, too, but says too little: a fact that was recorded before may still be on its way.
So the lock names each event and organisation with the version of it that the figures hold.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from liaison_contracts.periods import LockedPlace, PeriodLocked
from liaison_kit.database import keep_latest
from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_reporting.model.consultations import YEAR, consultations_shown
from liaison_reporting.model.contributions import Contribution
from liaison_reporting.model.kept import Base, Kept, keep
from liaison_reporting.model.network import DistrictCopy, OfficeCopy
from liaison_reporting.model.open_data.activity_sets import OPEN_FAMILIES
from liaison_reporting.model.periods.period import PeriodTooLarge, days_of, id_of, is_year

FAMILIES = ("events", "organisations")
NAMES = (*OPEN_FAMILIES, "organisations")
"""What is locked in each period: of these contributions the figures whose names begin so. People helped are locked by
years alone, and only where they are five or more, as they are shown: of two locks in different cuts, one could be
subtracted from the other."""
MOST = 10_000
"""Aggregates in one lock: a fact must fit into a record of Kafka (1 MB)."""
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(7237241)")


class LockedPeriod(Kept, Base):
    """One version of a locked period; `version` is the row's: 0 until the fact that we told has come back."""

    __tablename__ = "locked_period"
    __noted__ = True

    period_id: Mapped[UUID]
    period: Mapped[str]
    number: Mapped[int]
    first: Mapped[date]
    last: Mapped[date]
    locked_on: Mapped[date]
    locked_at: Mapped[datetime]
    recorded_until: Mapped[datetime | None]
    places: Mapped[list[dict[str, Any]]]
    included: Mapped[dict[str, Any]]


async def keep_locked(session: AsyncSession, fact: PeriodLocked) -> None:
    """A lock as it was told."""
    await keep(session, LockedPeriod, version=1, **_columns(fact))


async def note_lock(session: AsyncSession, fact: PeriodLocked) -> None:
    """The same at once, until the fact has come back: whoever locks next must know of it."""
    await keep_latest(session, LockedPeriod, version=0, recorded_at=fact.locked_at, **_columns(fact))


def _columns(fact: PeriodLocked) -> dict[str, Any]:
    return {
        **fact.model_dump(include={"period_id", "period", "first", "last", "locked_at", "recorded_until"}),
        **fact.model_dump(mode="json", include={"places", "included"}),
        "id": uuid5(fact.period_id, str(fact.version)),
        "number": fact.version,
        "locked_on": fact.occurred_on,
    }


async def lock_of(session: AsyncSession, period: str, version: int, now: datetime, today: date) -> PeriodLocked:
    """The results of the period as they stand: one statement reads them, so that figures and versions agree."""
    first, last = days_of(period)
    live = list(await session.scalars(counted(first, last)))
    if len(live) > MOST:
        raise PeriodTooLarge(most=MOST)
    people = await people_in(session, period)
    return PeriodLocked(
        occurred_on=today,
        period_id=id_of(period),
        period=period,
        version=version,
        first=first,
        last=last,
        locked_at=now,
        recorded_until=max((one.recorded_at for one in live), default=None),
        places=await _places(session, sums(live), people, last),
        included={one.aggregate_id: one.version for one in sorted(live, key=lambda one: one.aggregate_id)},
    )


def approved(places: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """By place, what was locked: that it is called otherwise by now is no change."""
    return {str(one["place_id"]): (one["figures"], one.get("consultations")) for one in places}


def counted(first: date, last: date) -> Select[Contribution]:
    """What counts in those days as it was last told."""
    return select(Contribution).where(Contribution.family.in_(FAMILIES), Contribution.day.between(first, last))


def locked_of(figures: Mapping[str, int]) -> dict[str, int]:
    """Those of a contribution's figures that locks are about: it may get others with time."""
    return {name: number for name, number in figures.items() if name.partition("/")[0] in NAMES}


def sums(rows: Iterable[Contribution]) -> dict[tuple[UUID, str], int]:
    """What they come to, by place and name; what comes to nothing is left out, as in `DayFigure`."""
    found: dict[tuple[UUID, str], int] = {}
    for row in rows:
        for name, number in locked_of(row.figures).items():
            found[row.place_id, name] = found.get((row.place_id, name), 0) + number
    return {key: number for key, number in found.items() if number}


async def people_in(session: AsyncSession, period: str) -> dict[UUID, int]:
    """Consultations in a year by office, where they are shown; of other periods none are."""
    if not is_year(period):
        return {}
    year = int(period)
    given = await consultations_shown(session, YEAR.in_([year]))
    return {office: shown[year] for office, shown in given.items() if shown}


async def _places(
    session: AsyncSession, found: dict[tuple[UUID, str], int], people: dict[UUID, int], day: date
) -> list[LockedPlace]:
    names: dict[UUID, tuple[str, str]] = {
        one.id: (one.name, one.name_en) for one in await session.scalars(select(OfficeCopy))
    }
    names |= {one.id: one.called(day) for one in await session.scalars(select(DistrictCopy))}
    places = sorted({place_id for place_id, _ in found} | people.keys())
    return [
        LockedPlace(
            place_id=place,
            name=names.get(place, (None, None))[0],
            name_en=names.get(place, (None, None))[1],
            figures={name: found[at, name] for at, name in sorted(found) if at == place},
            consultations=people.get(place),
        )
        for place in places
    ]


def versions(period: str) -> Select[LockedPeriod]:
    """The newest first."""
    return select(LockedPeriod).where(LockedPeriod.period == period).order_by(LockedPeriod.number.desc())
