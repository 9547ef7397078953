"""A request of another system for a message: kept sealed as it came, looked into by a job, forgotten after a week."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liaison_contracts.message_requests import NotificationRequested, NotificationRequestSettled, RequestOutcome
from liaison_contracts.notifications import Contact
from liaison_kit.clock import KYIV
from liaison_kit.database import Aggregate, new_id
from liaison_kit.traces import spans
from sqlalchemy import ARRAY, Text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.tables import Base

KEPT = timedelta(days=7)
"""How long what is sealed is kept, and the longest that a message may be of use."""


class RequestRefusal(StrEnum):
    """Why a request was not taken."""

    UNKNOWN_SYSTEM = "unknown_system"
    SUSPENDED = "suspended"
    SIGNATURE = "signature"
    PURPOSE = "purpose"
    LEGAL_BASIS = "legal_basis"
    URGENCY = "urgency"
    CHANNELS = "channels"
    LATE = "late"
    UNOPENABLE = "unopenable"
    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    ADDRESS = "address"
    QUOTA = "quota"


class Asked(Contact):
    """A request, opened: whom to write to, and what in their language. Never kept."""

    name: str = ""
    link: str = ""
    system: str
    sms: str
    subject: str
    text: str


class MessageRequest(Aggregate, Base):
    """One request; `version` is how often what became of it was told. Without `sealed`, it says nothing of anybody."""

    __tablename__ = "message_request"

    system: Mapped[str]
    request_id: Mapped[UUID]
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose: Mapped[str]
    legal_basis: Mapped[str]
    urgent: Mapped[bool]
    useful_until: Mapped[datetime]
    sealed: Mapped[str | None]
    key_version: Mapped[int]
    signature: Mapped[str | None]
    system_title: Mapped[str | None]
    system_title_en: Mapped[str | None]
    received_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    refused: Mapped[str | None]
    parts: Mapped[int | None]
    traceparent: Mapped[str | None]
    """As in `Delivery`: of the reaction that took it."""

    def title(self, language: str) -> str:
        return (self.system_title_en if language == "en" else self.system_title) or self.system

    def refuse(self, why: RequestRefusal, now: datetime) -> None:
        """It is not sent, and nothing of it is kept but that it was asked for."""
        self.checked_at, self.refused, self.sealed = now, why, None

    def take(self, parts: int, titles: tuple[str, str], now: datetime) -> None:
        """It is sent; `titles` of who asked, in Ukrainian and English."""
        self.checked_at, self.parts = now, parts
        self.system_title, self.system_title_en = titles

    def settled(
        self, outcome: RequestOutcome, reason: str | None, now: datetime, channel: str | None = None
    ) -> NotificationRequestSettled:
        """The fact that tells it, once: its version rises."""
        self.changed()
        return NotificationRequestSettled(
            occurred_on=now.astimezone(KYIV).date(),
            notification_id=self.id,
            version=self.version,
            system=self.system,
            request_id=self.request_id,
            channel=channel,
            outcome=outcome,
            reason=reason,
            settled_at=now,
        )


async def keep_request(session: AsyncSession, fact: NotificationRequested, now: datetime) -> None:
    """Keeps it as it came; of two under one id the first."""
    columns = {"system", "request_id", "channels", "purpose", "legal_basis", "urgent", "sealed", "key_version"}
    columns |= {"signature"}
    row = fact.model_dump(include=columns) | {"id": new_id(), "version": 0, "received_at": now}
    row["traceparent"] = spans.current().traceparent
    row["useful_until"] = min(max(fact.useful_until, now), now + KEPT)
    await session.execute(insert(MessageRequest).values(**row).on_conflict_do_nothing())
