"""Suppression: an address that must not be written to, for whatever reason, and until when."""

import inspect
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liaison_kit.database import new_id
from liaison_kit.errors import Conflict, FieldError, Refusal
from sqlalchemy import ColumnElement, LargeBinary, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.consent.addresses import Address, hashed, in_turn
from liaison_notifications.model.sending.delivery import Channel, Purpose, Reason
from liaison_notifications.model.tables import Base

KEPT_ENDED = timedelta(days=365)
"""How long it is known of an address that it was not written to."""


class SuppressionReason(StrEnum):
    """Why an address must not be written to."""

    HARD_BOUNCE = "hard_bounce"  # there is no such address
    COMPLAINT = "complaint"  # what came was called spam
    UNSUBSCRIBED = "unsubscribed"  # whoever it belongs to wants nothing any more
    BY_HAND = "by_hand"  # somebody asked at an office


class LiftedAlready(Conflict):
    """This address may be written to again already."""


class OwnWish(Conflict):
    """Its owner has said so, and only they take it back: by their own link, or by asking for news."""


class SaysTheAddress(Refusal):
    """Do not write telephone numbers or email addresses here: this text can be read, the address cannot."""


class Suppression(Base):
    """One reason not to write to an address; a row stays when it is lifted. `note` and `lifted_because` name nobody."""

    __tablename__ = "suppression"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    channel: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str | None]
    since: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    added_by: Mapped[UUID | None]
    """The account of whoever did; none where a bounce, a complaint or the person did."""
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    lifted_because: Mapped[str | None]

    def holds(self, now: datetime) -> bool:
        return self.lifted_at is None and (self.expires_at is None or self.expires_at > now)

    def lift(self, because: str, by: UUID | None, now: datetime) -> None:
        """The address may be written to again, unless there is another reason; `by` nobody: by its owner.

        LiftedAlready, SaysTheAddress, OwnWish.
        """
        if not self.holds(now):
            raise LiftedAlready
        if by is not None and self.reason == SuppressionReason.UNSUBSCRIBED:
            raise OwnWish
        self.lifted_at, self.lifted_by, self.lifted_because = now, by, names_nobody(because, "because")


def names_nobody(text: str, field: str) -> str:
    """SaysTheAddress where there is an address in it, or what could be a telephone number."""
    if "@" in text or re.search(r"\d(\W{0,2}\d){6,}", text):
        raise SaysTheAddress(errors=[FieldError(field, inspect.cleandoc(SaysTheAddress.__doc__ or ""))])
    return text


def in_force(now: datetime) -> ColumnElement[bool]:
    """The same as `holds`, in a query."""
    lasting = or_(Suppression.expires_at.is_(None), Suppression.expires_at > now)
    return Suppression.lifted_at.is_(None) & lasting


async def own_stop(session: AsyncSession, address_hash: bytes, now: datetime) -> Suppression | None:
    """What the person has said against every message to their address, if they did and it holds."""
    theirs = (Suppression.address_hash == address_hash) & (Suppression.reason == SuppressionReason.UNSUBSCRIBED)
    found: Suppression | None = await session.scalar(select(Suppression).where(theirs, in_force(now)))
    return found


async def suppress(
    session: AsyncSession,
    address_hash: bytes,
    channel: Channel,
    reason: SuppressionReason,
    now: datetime,
    *,
    expires_at: datetime | None = None,
    by: UUID | None = None,
    note: str | None = None,
) -> Suppression:
    """From now on nothing is sent to this address. For the same reason twice, the longer of the two holds."""
    this = (Suppression.address_hash == address_hash) & (Suppression.reason == reason)
    # Two at once must not both find none.
    await in_turn(session, address_hash)
    found = await session.scalar(select(Suppression).where(this, Suppression.lifted_at.is_(None)).with_for_update())
    if found and found.holds(now):
        found.expires_at = max(found.expires_at, expires_at) if found.expires_at and expires_at else None
        return found
    if found:
        found.lifted_at, found.lifted_because = found.expires_at, "expired"
        await session.flush()
    row = Suppression(id=new_id(), address_hash=address_hash, channel=channel, reason=reason, note=note, since=now)
    row.expires_at, row.added_by = expires_at, by
    session.add(row)
    await session.flush()
    return row


def unless_asked_for(purpose: str, reason: Reason | None) -> Reason | None:
    """Whoever wanted nothing any more may ask for news again, and is asked whether it was them: nobody else can say."""
    return None if purpose == Purpose.OPT_IN and reason == Reason.UNSUBSCRIBED else reason


async def stopped(
    session: AsyncSession, addresses: Iterable[Address], secret: bytes, now: datetime
) -> Mapping[Address, Reason]:
    """Which of these must not be written to, and why; of several reasons, the oldest that is not their own wish."""
    by_address = {address: hashed(address, secret) for address in addresses}
    query = select(Suppression.address_hash, Suppression.reason).order_by(Suppression.id.desc())
    rows = await session.execute(query.where(in_force(now), Suppression.address_hash.in_(by_address.values())))
    reasons: dict[bytes, Reason] = {}
    for found, reason in rows:
        if reason != SuppressionReason.UNSUBSCRIBED or found not in reasons:
            reasons[found] = Reason(reason)
    return {address: reasons[found] for address, found in by_address.items() if found in reasons}
