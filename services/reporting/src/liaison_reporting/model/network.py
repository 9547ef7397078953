"""What the registry told of the network: the commitment, districts, offices; and which belonged where on a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from liaison_kit import clock
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.figures import end_of_first_year
from liaison_reporting.model.kept import Base, Kept
from liaison_reporting.model.sharing import once

Copy = TypeVar("Copy", bound=Kept)


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
    seat: Mapped[str | None]

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
    hours: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    special_hours: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    rooms: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    address: Mapped[str | None]
    street: Mapped[str | None]
    house: Mapped[str | None]
    post_code: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]

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


def turning_days(offices: Iterable[OfficeCopy], districts: Iterable[DistrictCopy]) -> set[date]:
    """The days with which something may begin to belong to another district."""
    turns = {date.fromisoformat(one["until"]) for office in offices for one in office.former_districts}
    return turns | {one.joined_on for one in districts if one.joined_on}


async def programmes(session: AsyncSession) -> Sequence[ProgrammeCopy]:
    """The commitment that every number is measured against comes first: of those that have begun the newest one."""
    has_begun = ProgrammeCopy.starts_on <= clock.today()
    newest = (ProgrammeCopy.starts_on.desc(), ProgrammeCopy.code)
    in_order = select(ProgrammeCopy).order_by(has_begun.desc(), *newest)
    return await once("programmes", lambda: _all(session, in_order))


async def current_programme(session: AsyncSession) -> ProgrammeCopy | None:
    return next(iter(await programmes(session)), None)


async def places(session: AsyncSession) -> tuple[dict[UUID, DistrictCopy], dict[UUID, OfficeCopy]]:
    """All districts, and all offices in the order of their names; by their ids."""
    in_order = select(OfficeCopy).order_by(OfficeCopy.name, OfficeCopy.id)
    districts = await once("districts", lambda: _all(session, select(DistrictCopy)))
    offices = await once("offices", lambda: _all(session, in_order))
    return {one.id: one for one in districts}, {one.id: one for one in offices}


async def _all(session: AsyncSession, wanted: Select[Copy]) -> Sequence[Copy]:
    return (await session.scalars(wanted)).all()
