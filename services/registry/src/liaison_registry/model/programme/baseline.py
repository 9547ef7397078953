"""The baseline: monthly activity in a district before an office worked there."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.registry import ActivityKind, BaselineState, MonthlyActivity
from liaison_kit.database import Aggregate, new_id
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office import Office
from liaison_registry.model.programme.figures import Comparison, Districts, Figure
from liaison_registry.model.programme.figures_file import Column, Unreadable, number, read_figures, written
from liaison_registry.model.programme.population import FIRST_YEAR, district_in
from liaison_registry.model.territory.district import District

NAMES = ("district", "district_name", "month", "kind", "number", "source", "as_of")
KINDS = {
    "events": ActivityKind.EVENTS,
    "заходи": ActivityKind.EVENTS,
    "event_visits": ActivityKind.EVENT_VISITS,
    "відвідування заходів": ActivityKind.EVENT_VISITS,
    "consultations": ActivityKind.CONSULTATIONS,
    "консультації": ActivityKind.CONSULTATIONS,
    "csos_registered": ActivityKind.CSOS_REGISTERED,
    "зареєстровані організації": ActivityKind.CSOS_REGISTERED,
    "appeals": ActivityKind.APPEALS,
    "звернення": ActivityKind.APPEALS,
    "petitions": ActivityKind.PETITIONS,
    "петиції": ActivityKind.PETITIONS,
    "budget_projects": ActivityKind.BUDGET_PROJECTS,
    "проєкти бюджету громадських ініціатив": ActivityKind.BUDGET_PROJECTS,
    "hearings": ActivityKind.HEARINGS,
    "громадські слухання": ActivityKind.HEARINGS,
    "discussions": ActivityKind.DISCUSSIONS,
    "громадські обговорення": ActivityKind.DISCUSSIONS,
}


class Baseline(Aggregate, Base):
    """A district's baseline; its id is the district's, and its version rises with each file that changes it."""

    __tablename__ = "baseline"


class BaselineActivity(Base):
    """How many of one kind there were in a month of a district. A figure, see figures.py."""

    __tablename__ = "baseline_activity"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("baseline.id"))
    month: Mapped[date]
    kind: Mapped[str]
    number: Mapped[int]
    source: Mapped[str]
    as_of: Mapped[date]

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.district_id, self.month, self.kind)

    @classmethod
    def made(cls, figure: Figure) -> "BaselineActivity":
        """The row of a figure of a file."""
        district_id, month, kind = figure.key
        said = {"number": figure.number, "source": figure.source, "as_of": figure.as_of}
        return cls(id=new_id(), district_id=district_id, month=month, kind=kind, **said)


def part_of(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a file says all of: a district's year."""
    return (key[0], key[1].year)


async def first_openings(session: AsyncSession) -> dict[UUID, date]:
    """When the first office opened in each district that has had one."""
    opened = select(Office.district_id, func.min(Office.opened_on)).group_by(Office.district_id)
    return {district_id: day for district_id, day in await session.execute(opened) if day}


def read_baseline(content: bytes, districts: Districts, opened: dict[UUID, date], today: date) -> list[Figure]:
    """The figures of a file; BrokenFile with every mistake. `opened`: see `first_openings`."""

    def before_the_office(key: tuple[Any, ...]) -> None:
        day = opened.get(key[0])
        # The month of the opening is partly the office's own: it would be compared with itself.
        if day and key[1] >= day.replace(day=1):
            raise Unreadable("opened", day=f"{day:%d.%m.%Y}")

    keys = (
        Column("district", frozenset({"округ", "код округу"}), lambda text: district_in(districts, text)),
        Column("month", frozenset({"місяць"}), lambda text: _month(text, today)),
        Column("kind", frozenset({"вид", "вид активності"}), _kind),
    )
    counted = Column("number", frozenset({"кількість"}), number)
    return read_figures(content, keys, counted, today, before_the_office)


def said(key: tuple[Any, ...], districts: Districts) -> dict[str, str]:
    """A key in the words of a file."""
    district_id, month, kind = key
    return {"district": districts.of(district_id).name, "month": f"{month:%Y-%m}", "kind": str(kind)}


def file_of(rows: list[BaselineActivity], districts: Districts, *, excel: bool) -> str:
    """The figures as a file that can be imported again."""
    lines = []
    for row in rows:
        district = districts.of(row.district_id)
        of = (district.code, district.name, f"{row.month:%Y-%m}", row.kind)
        lines.append((*of, row.number, row.source, row.as_of))
    return written(NAMES, lines, excel=excel)


def empty_file(districts: Districts, year: int) -> str:
    """A file to fill in: events, consultations and new organisations of a year, without numbers."""
    kinds = (ActivityKind.EVENTS, ActivityKind.CONSULTATIONS, ActivityKind.CSOS_REGISTERED)
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    rows = [
        (d.code, d.name, month, kind.value, "", "", "") for d in districts.all for month in months for kind in kinds
    ]
    return written(NAMES, rows, excel=True)


async def all_of(session: AsyncSession) -> Sequence[BaselineActivity]:
    """Every figure, in the order of a file."""
    order = (BaselineActivity.district_id, BaselineActivity.month, BaselineActivity.kind)
    return (await session.scalars(select(BaselineActivity).order_by(*order))).all()


async def take_over(
    session: AsyncSession, found: Comparison[BaselineActivity], districts: Districts
) -> list[BaselineState]:
    """Writes what a file changes; the new states of the districts for which that is something."""
    touched = {key[0] for key in found.changed_keys()}
    known = {one.id: one for one in await session.scalars(select(Baseline))}
    for district_id in touched:
        if district_id in known:
            known[district_id].changed()
        else:
            known[district_id] = Baseline(id=district_id, version=1)
            session.add(known[district_id])
    await session.flush()
    await found.carry_out(session, BaselineActivity.made)
    rows = await all_of(session)
    return [
        _state(known[one.id], one, [row for row in rows if row.district_id == one.id])
        for one in districts.all
        if one.id in touched
    ]


def _state(baseline: Baseline, district: District, rows: list[BaselineActivity]) -> BaselineState:
    activity = [MonthlyActivity.model_validate(row, from_attributes=True) for row in rows]
    return BaselineState(
        id=baseline.id,
        version=baseline.version,
        district_code=district.code,
        district_name=district.name,
        district_name_en=district.name_en,
        activity=sorted(activity, key=lambda one: (one.month, one.kind)),
    )


def _month(text: str, today: date) -> date:
    """2021-04, 04.2021, or a day of it, as spreadsheets turn a month into one."""
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(-[0-9]{1,2})?", text):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"([0-9]{1,2}\.)?([0-9]{1,2})\.([0-9]{4})", text):
        year, month = int(found[3]), int(found[2])
    else:
        raise Unreadable("month")
    if year < FIRST_YEAR or not 1 <= month <= 12 or (year, month) >= (today.year, today.month):
        raise Unreadable("month")
    return date(year, month, 1)


def _kind(text: str) -> ActivityKind:
    found = KINDS.get(" ".join(text.split()).casefold())
    if found is None:
        raise Unreadable("kind", kinds=", ".join(ActivityKind))
    return found
