"""Which other systems may have messages sent, what for, and how many: quotas count parts of SMS, a mail is one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from liaison_contracts.message_requests import RequestPurpose
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from liaison_kit.formats.written import LeftEmpty
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import ARRAY, Text, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.requests.request import MessageRequest
from liaison_notifications.model.sending.figures import midnight
from liaison_notifications.model.tables import Base

HOUR = timedelta(hours=1)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SystemKnown(Conflict):
    """There is a system of this name already."""

    field = "name"


class HourAboveDay(Refusal):
    """In a day there must be as many as in an hour, or more."""

    field = "parts_a_day"


class AlreadySuspended(Conflict):
    """This system is suspended already."""


class NotSuspended(Conflict):
    """This system may have messages sent already."""


class WrittenSystem(BaseModel):
    """What may be asked for by one system. `title`: as residents know it; it stands under its mails."""

    title: Line = Field(max_length=120)
    title_en: Line = Field(max_length=120)
    parts_an_hour: int = Field(ge=1, le=1_000_000, description="In the last 60 minutes. A mail counts as one part.")
    parts_a_day: int = Field(ge=1, le=10_000_000, description="Since midnight in Kyiv.")
    purposes: list[RequestPurpose] = Field(min_length=1, max_length=len(RequestPurpose))
    may_be_urgent: bool = Field(False, description="Whether its messages may go out at night, and before all others.")
    verify_key: Annotated[str | None, LeftEmpty] = Field(
        None,
        pattern=r"^[A-Za-z0-9+/]{43}=$",
        description="Base64 of its Ed25519 public key. With one, only what it has signed is taken.",
    )


class Use(BaseModel):
    """Parts that were taken for sending."""

    hour: int
    day: int


class RequestingSystem(Aggregate, Base):
    """A municipal system that may have messages sent; its name is what it calls itself in its requests."""

    __tablename__ = "requesting_system"

    name: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    parts_an_hour: Mapped[int]
    parts_a_day: Mapped[int]
    purposes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    may_be_urgent: Mapped[bool]
    verify_key: Mapped[str | None]
    suspended_at: Mapped[datetime | None]
    added_at: Mapped[datetime]

    def write(self, written: WrittenSystem) -> None:
        """HourAboveDay."""
        if written.parts_a_day < written.parts_an_hour:
            raise HourAboveDay
        for name, value in written.model_dump(exclude={"purposes"}).items():
            setattr(self, name, value)
        self.purposes = sorted({one.value for one in written.purposes})

    def suspend(self, now: datetime) -> None:
        """From now on it is refused; what it asked for before goes out. AlreadySuspended."""
        if self.suspended_at:
            raise AlreadySuspended
        self.suspended_at = now
        self.changed()

    def resume(self) -> None:
        """NotSuspended."""
        if not self.suspended_at:
            raise NotSuspended
        self.suspended_at = None
        self.changed()

    def has_left(self, parts: int, use: Use) -> bool:
        return use.hour + parts <= self.parts_an_hour and use.day + parts <= self.parts_a_day


async def must_be_new(session: AsyncSession, name: str) -> None:
    """SystemKnown, one at a time."""
    await session.execute(select(func.pg_advisory_xact_lock(7_239, 0)))
    if await session.scalar(select(RequestingSystem.id).where(RequestingSystem.name == name)):
        raise SystemKnown


async def uses(session: AsyncSession, names: Sequence[str], now: datetime) -> dict[str, Use]:
    """What each has had sent in the last hour, and today."""
    since = midnight(now)
    at, parts = MessageRequest.checked_at, MessageRequest.parts
    query = (
        select(
            MessageRequest.system,
            func.coalesce(func.sum(parts).filter(at > now - HOUR), 0),
            func.coalesce(func.sum(parts).filter(at >= since), 0),
        )
        .where(MessageRequest.system.in_(names), parts > 0, at >= min(since, now - HOUR))
        .group_by(MessageRequest.system)
    )
    found = {name: Use(hour=hour, day=day) for name, hour, day in await session.execute(query)}
    return {name: found.get(name, Use(hour=0, day=0)) for name in names}


async def by_name(session: AsyncSession, names: Sequence[str]) -> dict[str, RequestingSystem]:
    """Held, always in the same order: two who count at once must not both find room for the last part."""
    query = select(RequestingSystem).where(RequestingSystem.name.in_(names)).order_by(RequestingSystem.name)
    return {row.name: row for row in await session.scalars(query.with_for_update())}
