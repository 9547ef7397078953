"""What a CSO has agreed: memoranda with the City Council, and membership of the City of Contents network."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from liaison_kit.database import new_id
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.metadata import Base

ENDS_SOON = timedelta(days=60)


class MemorandumThere(Conflict):
    """This organisation has a memorandum in force at that time: renew it, or end it first."""

    field = "signed_on"


class WrongSigningDay(Refusal):
    """The day of signing must lie between the organisation's registration and today."""

    field = "signed_on"


class MemorandumOver(Refusal):
    """The last day must not lie in the past, nor before the day of signing."""

    field = "valid_until"


class NotProlonged(Refusal):
    """Its new last day must lie after the present one."""

    field = "valid_until"


class MemorandumEndedAlready(Conflict):
    """This memorandum is ended already."""


class WrongEnd(Refusal):
    """The day must lie between the day of signing and today."""

    field = "ended_on"


class MemberAlready(Conflict):
    """This organisation belongs to the network already."""


class NoMember(Conflict):
    """This organisation does not belong to the network."""


class WrongMembershipDay(Refusal):
    """The day cannot lie in the future, nor before the organisation's last day in the network."""

    field = "day"


class Memorandum(Base):
    """One memorandum; no two of a CSO hold on one day. `ended_on`: the first day on which it holds no more."""

    __tablename__ = "memorandum"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cso_id: Mapped[UUID] = mapped_column(ForeignKey("cso.id"))
    number: Mapped[str]
    signed_on: Mapped[date]
    valid_until: Mapped[date | None]
    document: Mapped[str | None]
    renewals: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    ended_on: Mapped[date | None]
    expired: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def sign(cls, cso: CSO, said: dict[str, Any], today: date, backdating_reason: str | None) -> "Memorandum":
        """Both have signed: it holds from that day on."""
        memorandum = cls(id=new_id(), cso_id=cso.id, renewals=[], ended_on=None, expired=False, **said)
        signed_on, until = memorandum.signed_on, memorandum.valid_until
        cso.must_be_there()
        if cso.memorandum_signed_on:
            raise MemorandumThere
        if signed_on > today or (cso.registered_on and signed_on < cso.registered_on):
            raise WrongSigningDay
        if until and until < today:
            raise MemorandumOver
        must_be_explained(signed_on, today, backdating_reason)
        cso.memorandum_signed_on, cso.memorandum_valid_until = signed_on, until
        cso.changed()
        return memorandum

    def renew(self, cso: CSO, valid_until: date | None, today: date) -> None:
        """It holds longer; what it said before is kept."""
        cso.must_be_there()
        if self.ended_on or self.is_over(today):
            raise MemorandumEndedAlready
        if self.valid_until is None or (valid_until and valid_until <= self.valid_until):
            raise NotProlonged
        renewal = {"renewed_on": today.isoformat(), "valid_until_before": self.valid_until.isoformat()}
        self.renewals = [*self.renewals, renewal]
        self.valid_until = cso.memorandum_valid_until = valid_until
        cso.changed()

    def held_with(self, other: "Memorandum") -> bool:
        """Whether there was a day on which both held."""
        return self.signed_on < other._until and other.signed_on < self._until

    @property
    def _until(self) -> date:
        """The first day on which it holds no more."""
        if self.ended_on or self.valid_until is None:
            return self.ended_on or date.max
        return self.valid_until + timedelta(days=1)

    def is_over(self, today: date) -> bool:
        return self.ended_on is None and self.valid_until is not None and self.valid_until < today

    def expire(self, cso: CSO) -> date:
        """Its time is over; the first day on which it holds no more. Only where `is_over`."""
        day = self._until
        self._stop(cso, day)
        self.expired = True
        return day

    def end(self, cso: CSO, on: date, today: date) -> None:
        """One side ends it before its time."""
        if self.ended_on or self.is_over(today):
            raise MemorandumEndedAlready
        if not self.signed_on <= on <= today:
            raise WrongEnd
        self._stop(cso, on)

    def cease(self, cso: CSO, on: date) -> date:
        """The organisation is no more, and so is what it had agreed; the first day on which it holds no more."""
        day = max(self.signed_on, min(on, self._until))
        self._stop(cso, day)
        return day

    def _stop(self, cso: CSO, on: date) -> None:
        self.ended_on = on
        cso.memorandum_signed_on = cso.memorandum_valid_until = None
        cso.changed()


class NetworkMembership(Base):
    """Since when, and until when, a CSO belonged to the City of Contents network."""

    __tablename__ = "network_membership"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cso_id: Mapped[UUID] = mapped_column(ForeignKey("cso.id"))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    @classmethod
    def join(
        cls, cso: CSO, on: date, today: date, last_left_on: date | None, backdating_reason: str | None
    ) -> "NetworkMembership":
        """It belongs to the network from that day on."""
        cso.must_be_there()
        if cso.network_since:
            raise MemberAlready
        if on > today or (last_left_on and on < last_left_on):
            raise WrongMembershipDay
        must_be_explained(on, today, backdating_reason)
        cso.network_since = on
        cso.changed()
        return cls(id=new_id(), cso_id=cso.id, joined_on=on, left_on=None)

    @property
    def is_present(self) -> bool:
        return self.left_on is None

    def held_with(self, other: "NetworkMembership") -> bool:
        """Whether there was a day of both."""
        return self.joined_on < (other.left_on or date.max) and other.joined_on < (self.left_on or date.max)

    def leave(self, cso: CSO, on: date, today: date) -> None:
        """It belongs to it no more from that day on."""
        if not self.joined_on <= on <= today:
            raise WrongMembershipDay
        self.cease(cso, on)
        cso.changed()

    def cease(self, cso: CSO, on: date) -> None:
        """The organisation is no more; the network goes on without it."""
        self.left_on, cso.network_since = max(on, self.joined_on), None


def memorandum_in_force(cso: CSO) -> Select[Memorandum]:
    """The one that nobody has ended, also where its time is over and no job has seen it yet."""
    return select(Memorandum).where(Memorandum.cso_id == cso.id, Memorandum.ended_on.is_(None))


def present_membership(cso: CSO) -> Select[NetworkMembership]:
    return select(NetworkMembership).where(NetworkMembership.cso_id == cso.id, NetworkMembership.left_on.is_(None))


async def must_not_meet_an_earlier_one(session: AsyncSession, new: Memorandum) -> None:
    """MemorandumThere if one that has ended held on the new one's first day, or later; the database refuses it, too."""
    held = Memorandum.ended_on > func.greatest(new.signed_on, Memorandum.signed_on)
    if await session.scalar(select(Memorandum.id).where(Memorandum.cso_id == new.cso_id, held).limit(1)):
        raise MemorandumThere
