"""Starosta districts: the administrative parts of the community, from their first day to a split or a merge."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from liaison_contracts.registry import DistrictState
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.metadata import Base

HROMADA_PART = len("UA0502003")
"""The first characters of a KATOTTG code, region to community, which a settlement shares with its community."""


class UnknownDistrict(Refusal):
    """There is no such district in the registry."""

    field = "district_id"


class DistrictEnded(Refusal):
    """This district was split or merged: choose the one that is there in its place."""

    field = "district_id"


class NoDistrictAnyMore(Conflict):
    """This district was split or merged on {day}: nothing of it changes any more."""


class ChangeInTheFuture(Refusal):
    """The day cannot lie in the future: enter the change once the day has come."""

    field = "effective_on"


class ChangeTooEarly(Refusal):
    """On {day} this district began or changed last: a change can only come after that day."""

    field = "effective_on"


class CalledSoAlready(Refusal):
    """It is called so already: write the new name."""

    field = "name"


class SettlementThere(Conflict):
    """This settlement belongs to the district {name} already."""

    field = "code"


class SettlementElsewhere(Refusal):
    """This code does not lie in the community."""

    field = "code"


class SettlementStays(Conflict):
    """This settlement came to the district with a merge: it is part of the district's history and stays."""


def long_day(day: date) -> str:
    """A day inside a sentence, as people here write it."""
    return day.strftime("%d.%m.%Y")


class District(Aggregate, Base):
    """A starosta district. It is one from `joined_on` until before `ended_on`; its settlements lie beside its seat.

    The database makes `settlement_period` of its code and its settlements: no day has two districts of one code.
    """

    __tablename__ = "district"

    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    seat: Mapped[str]
    seat_en: Mapped[str]
    joined_on: Mapped[date]
    ended_on: Mapped[date | None]
    former_names: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    settlements: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    predecessors: Mapped[list[str]] = mapped_column(default=list)
    successors: Mapped[list[str]] = mapped_column(default=list)

    @classmethod
    def joining(cls, joined_on: date, **told: Any) -> Self:
        """A new district, of the community from that day on."""
        lists: dict[str, Any] = {"former_names": [], "settlements": [], "predecessors": [], "successors": []}
        return cls(id=new_id(), version=1, joined_on=joined_on, **(lists | told))

    def differences(self, plan: dict[str, Any]) -> list[str]:
        """Columns in which `plan` says something else."""
        return [name for name, value in plan.items() if getattr(self, name) != value]

    def must_be_there(self) -> None:
        """NoDistrictAnyMore once it ended."""
        if self.ended_on:
            raise NoDistrictAnyMore(day=long_day(self.ended_on))

    def must_be_able_to_change(self, on: date, today: date, backdating_reason: str | None) -> None:
        """A split or a merge comes after all that happened before: ChangeTooEarly, ChangeInTheFuture."""
        self.must_be_there()
        _must_have_come(on, today)
        if on <= self._last_change():
            raise ChangeTooEarly(day=long_day(self._last_change()))
        must_be_explained(on, today, backdating_reason)

    def _last_change(self) -> date:
        days = [one["until"] for one in self.former_names] + [one["since"] for one in self.settlements]
        return max([self.joined_on, *(date.fromisoformat(day) for day in days)])

    def rename(self, names: dict[str, str], on: date, today: date, backdating_reason: str | None = None) -> None:
        """It is called otherwise from that day on; on the day its present name began, that was a slip of the pen.

        `names`: name, name_en, seat, seat_en.
        """
        self.must_be_there()
        _must_have_come(on, today)
        must_be_explained(on, today, backdating_reason)
        now = {name: getattr(self, name) for name in names}
        if now == names:
            raise CalledSoAlready
        former = list(self.former_names)
        since = date.fromisoformat(former[-1]["until"]) if former else self.joined_on
        if on < since:
            raise ChangeTooEarly(day=long_day(since))
        if on > since:
            former.append({**now, "until": on.isoformat()})
        elif former and {name: former[-1][name] for name in names} == names:
            former.pop()
        for name, value in names.items():
            setattr(self, name, value)
        self.former_names = former
        self.changed()

    def codes(self) -> dict[str, dict[str, Any]]:
        """All that lies in it, seat and settlements, by code: their names in both languages."""
        seat = {"code": self.code, "name": self.seat, "name_en": self.seat_en}
        return {one["code"]: one for one in [seat, *self.settlements]}

    def add_settlement(self, code: str, name: str, name_en: str) -> None:
        """It has belonged to the district since there is one. Whether another district has it the slice asks."""
        self.must_be_there()
        if not code.startswith(self.code[:HROMADA_PART]):
            raise SettlementElsewhere
        if code in self.codes():
            raise SettlementThere(name=self.name)
        told = {"code": code, "name": name, "name_en": name_en, "since": self.joined_on.isoformat()}
        self.settlements = sorted([*self.settlements, told], key=lambda one: str(one["name"]))
        self.changed()

    def remove_settlement(self, code: str) -> None:
        """It never was the district's. SettlementStays for one that came with a merge."""
        self.must_be_there()
        if self.since(code) != self.joined_on:
            raise SettlementStays
        self.settlements = [one for one in self.settlements if one["code"] != code]
        self.changed()

    def since(self, code: str) -> date | None:
        """First day on which it had this settlement; None if it has none of the code."""
        found = (date.fromisoformat(one["since"]) for one in self.settlements if one["code"] == code)
        return next(found, None)

    def end(self, on: date, successors: list[UUID]) -> None:
        """It is a district no more: others have what it had."""
        self.must_be_there()
        self.ended_on, self.successors = on, [str(one) for one in successors]
        self.changed()

    def state(self) -> DistrictState:
        return DistrictState.model_validate(self, from_attributes=True)


def _must_have_come(on: date, today: date) -> None:
    if on > today:
        raise ChangeInTheFuture


def present_districts() -> Select[District]:
    """The districts that there are, in the order of their names."""
    return select(District).where(District.ended_on.is_(None)).order_by(District.name)


async def must_be_a_district(session: AsyncSession, district_id: UUID | None) -> None:
    """UnknownDistrict, or DistrictEnded; whoever ends it waits until the transaction is over."""
    if district_id is None:
        return
    found = select(District.id, District.ended_on).where(District.id == district_id).with_for_update(read=True)
    district = (await session.execute(found)).one_or_none()
    if district is None:
        raise UnknownDistrict
    if district.ended_on is not None:
        raise DistrictEnded
