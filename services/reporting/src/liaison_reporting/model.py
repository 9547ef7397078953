"""Reporting's tables, one per kind of fact it keeps, and the definitions behind its numbers."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from liaison_contracts.consultations import ConsultationCorrected, ConsultationGiven, ConsultationTakenBack
from liaison_contracts.events import EventHeld, EventReportCorrected
from liaison_contracts.registry import MilestoneStatus
from liaison_kit import clock, database, telemetry
from liaison_kit.database import TYPES, Aggregate
from pydantic import BaseModel, Field
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FIRST_YEAR = 2000
Year = Annotated[int, Field(ge=FIRST_YEAR, le=9998)]
"""A year that somebody chooses to see the results of."""
SMALL = 5
"""Fewer than these could be recognised by their neighbours."""


class Base(DeclarativeBase):
    """Reporting's own metadata."""

    metadata = database.metadata()
    type_annotation_map = TYPES


class Kept(Aggregate):
    """What every row made from a fact has: the aggregate's id and version, and when the fact was recorded."""

    recorded_at: Mapped[datetime]


class ProgrammeCopy(Kept, Base):
    """The commitment as last told."""

    __tablename__ = "programme_copy"

    code: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    hromada_name: Mapped[str]
    hromada_name_en: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    targets: Mapped[list[dict[str, Any]]]
    milestones: Mapped[list[dict[str, Any]]]
    institutions: Mapped[list[dict[str, Any]]]

    def goal(self, key: str) -> int | None:
        """What the commitment promises under this key; None where it promises nothing."""
        return next((target["goal"] for target in self.targets if target["key"] == key), None)


class DistrictCopy(Kept, Base):
    """A starosta district as last told; `joined_on` is not known of one that was told of only long ago."""

    __tablename__ = "district_copy"

    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    joined_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    former_names: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    predecessors: Mapped[list[str]] = mapped_column(default=list)

    def was_there(self, first: date, last: date) -> bool:
        """Whether it was a district on any of these days."""
        return (self.joined_on is None or self.joined_on <= last) and (self.ended_on is None or first < self.ended_on)

    def called(self, on: date) -> tuple[str, str]:
        """Its names on that day."""
        former = next((one for one in self.former_names if on < date.fromisoformat(one["until"])), None)
        return (former["name"], former["name_en"]) if former else (self.name, self.name_en)


class OfficeCopy(Kept, Base):
    """An office as last told."""

    __tablename__ = "office_copy"

    slug: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    district_id: Mapped[UUID]
    district_name: Mapped[str]
    district_name_en: Mapped[str]
    status: Mapped[str]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    former_districts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    def district_on(self, day: date) -> UUID:
        """The district it belonged to on that day."""
        return belonged_to(self.former_districts, day) or self.district_id

    def had_opened(self, on: date) -> bool:
        """Whether it had started work by that day; that it was closed later takes nothing back."""
        return self.opened_on is not None and self.opened_on <= on

    def serves(self, on: date) -> bool:
        """Whether it had started work by that day and was not closed for good; a suspended one comes back."""
        return self.had_opened(on) and (self.closed_on is None or on < self.closed_on)

    def counts(self, held_on: date) -> bool:
        """Whether an event held on that day counts for the commitment: it lies in the office's first year."""
        return self.opened_on is not None and self.opened_on <= held_on < end_of_first_year(self.opened_on)


class OrganisationCreated(Kept, Base):
    """A CSO that became a registered organisation."""

    __tablename__ = "organisation_created"

    name: Mapped[str]
    edrpou: Mapped[str]
    registered_on: Mapped[date]
    created_with_help: Mapped[bool]
    district_id: Mapped[UUID | None]
    former_districts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    @property
    def first_district(self) -> UUID | None:
        """The district it belonged to on the day of its registration."""
        return belonged_to(self.former_districts, self.registered_on) or self.district_id


class HeldEvent(Kept, Base):
    """An event that took place, with the name of its office, whose own fact may come later."""

    __tablename__ = "held_event"

    office_id: Mapped[UUID]
    office_name: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    tools: Mapped[list[str]]
    held_on: Mapped[date]
    attendance: Mapped[int]


class GivenConsultation(Kept, Base):
    """A consultation; without `given_on` it was taken back, and counts on no day."""

    __tablename__ = "given_consultation"

    office_id: Mapped[UUID]
    given_on: Mapped[date | None]


def without_small(by_year: Mapping[int, int]) -> dict[int, int]:
    """The years of which a number of people is shown; add up only these, or the sum tells a hidden one."""
    return {year: number for year, number in by_year.items() if number >= SMALL}


def belonged_to(former: list[dict[str, Any]], day: date) -> UUID | None:
    """The former district, of those told in the order of their days, that still held on that day."""
    return next((UUID(one["district_id"]) for one in former if day < date.fromisoformat(one["until"])), None)


def district_of_then(known: dict[UUID, DistrictCopy], district_id: UUID | None, day: date) -> UUID | None:
    """Of something that was entered late: the district that was there on that day, where a split made this one of it.

    One that was made of several stays itself: which of them it was nobody told.
    """
    while (district := known.get(district_id) if district_id else None) and district.joined_on:
        earlier = [one for one in map(UUID, district.predecessors) if one in known]
        gone = [one for one in earlier if known[one].ended_on == district.joined_on]
        if day >= district.joined_on or len(gone) != 1:
            break
        district_id = gone[0]
    return district_id


class Figure(BaseModel):
    """How far a number has come. `goal` is None where the commitment promises nothing."""

    now: int
    goal: int | None


def end_of_first_year(opened_on: date) -> date:
    """The first day after the first year: the same day a year later, for 29 February the 1st of March."""
    if (opened_on.month, opened_on.day) == (2, 29):
        return date(opened_on.year + 1, 3, 1)
    return opened_on.replace(year=opened_on.year + 1)


def overdue_days(status: str, ends_on: date, today: date) -> int:
    """Days since a milestone should have been finished; 0 once it is."""
    return 0 if status == MilestoneStatus.FINISHED else max(0, (today - ends_on).days)


def recorded_at(fact_id: UUID | None, now: datetime) -> datetime:
    """When a fact was recorded, by the clock: its id is a UUIDv7, which begins with Unix milliseconds (RFC 9562).

    Not the envelope's `time`, which the played year sets to the past. `now` stands in where no fact is at hand.
    """
    return datetime.fromtimestamp((fact_id.int >> 80) / 1000, UTC) if fact_id else now


async def keep(session: AsyncSession, model: type[Base], **columns: Any) -> None:
    """Writes what the fact being applied tells, unless a newer version is there already."""
    when = recorded_at(telemetry.current().causation, clock.now())
    await database.keep_latest(session, model, recorded_at=when, **columns)


async def keep_held(session: AsyncSession, fact: EventHeld | EventReportCorrected) -> None:
    """An event as its report has it: of the first and the corrected ones the newest stays, whichever is read first."""
    await keep(
        session,
        HeldEvent,
        **fact.state.model_dump(include={"id", "version", "office_id", "office_name", "title"}),
        kind=fact.state.kind.value,
        tools=[tool.value for tool in fact.tools],
        held_on=fact.occurred_on,
        attendance=fact.attendance,
    )


async def keep_consultation(
    session: AsyncSession,
    fact: ConsultationGiven | ConsultationCorrected | ConsultationTakenBack,
    given_on: date | None,
) -> None:
    """A consultation as last told, whichever fact is read first."""
    about = {"id": fact.consultation_id, "version": fact.version, "office_id": fact.office_id}
    await keep(session, GivenConsultation, **about, given_on=given_on)


def current_programme() -> Select[ProgrammeCopy]:
    """The commitment that every number is measured against: the one that began last."""
    return select(ProgrammeCopy).order_by(ProgrammeCopy.starts_on.desc()).limit(1)


PROJECTIONS = (ProgrammeCopy, DistrictCopy, OfficeCopy, OrganisationCreated, HeldEvent, GivenConsultation)
"""What reactions keep, and a replay makes anew."""


def newest_fact_at() -> Select[tuple[datetime | None]]:
    """When the newest fact in any of the tables was recorded: how current every number is."""
    newest = [select(func.max(table.recorded_at)).scalar_subquery() for table in PROJECTIONS]
    return select(func.greatest(*newest))
