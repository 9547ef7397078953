"""Receipts: what a provider says became of a message; they come twice, late, early, out of order, and for nobody.

Each is kept as it came. What they say together is a function of the set of them, so that their order does not matter;
a delivery follows it along its transitions, which lead nowhere back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_kit.database import new_id
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.sending.delivery import Delivery, DeliveryStatus, Reason
from liaison_notifications.model.sending.measures import RECEIPTS
from liaison_notifications.model.tables import Base

GIVEN_UP_AFTER = timedelta(days=3)
"""What nobody's message was found for by then is foreign."""
KEPT = timedelta(days=30)
OTHER_FORMS_AFTER = timedelta(minutes=1)
"""So long its exact id has had time to become known; only then another way of writing it is looked for."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
FORMS = ("{:d}", "{:010d}", "{:x}", "{:X}", "{:08x}", "{:08X}")
RUNNING = (DeliveryStatus.PLANNED, DeliveryStatus.CLAIMED, DeliveryStatus.FAILED)
"""An outcome is still to be recorded, or may be: a receipt waits for it."""


class Says(StrEnum):
    """What a receipt says; NOT_REACHED: the telephone was off for as long as the network tried."""

    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    NOT_REACHED = "not_reached"


class Outcome(StrEnum):
    """What became of a receipt."""

    COUNTED = "counted"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Said:
    """A receipt as it was read; `message` is the id as it stands there, `raw` holds nothing about a person."""

    message: str
    says: Says
    raw: dict[str, Any]
    code: str | None = None
    part: int | None = None
    parts: int | None = None


class Receipt(Base):
    """One receipt; `delivery_id` once it is known whose it is. `part` and `parts` are both there, or neither."""

    __tablename__ = "receipt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    provider: Mapped[str]
    message: Mapped[str]
    says: Mapped[str]
    part: Mapped[int | None]
    parts: Mapped[int | None]
    code: Mapped[str | None]
    raw: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    delivery_id: Mapped[UUID | None]
    outcome: Mapped[str | None]
    next_try_at: Mapped[datetime | None]

    def counts_for(self, delivery: Delivery) -> None:
        self.delivery_id, self.outcome, self.next_try_at = delivery.id, Outcome.COUNTED, None

    def waits(self, now: datetime) -> None:
        """Its message may become known yet; after days it is nobody's."""
        age = now - self.received_at
        if age >= GIVEN_UP_AFTER:
            self.outcome, self.next_try_at = Outcome.FOREIGN, None
        else:
            self.next_try_at = now + min(max(age, FIRST_WAIT), LONGEST_WAIT)


def verdict(receipts: Iterable[Receipt]) -> tuple[DeliveryStatus, Reason | None] | None:
    """What all receipts of one message say together; None while it is under way.

    A long SMS has arrived when all its parts have, by any count of them. More receipts never take anything back:
    whatever order they come in, the end is the same.
    """
    all_said = list(receipts)
    arrived = {(one.parts, one.part) for one in all_said if one.says == Says.DELIVERED}
    for parts in {parts for parts, _ in arrived}:
        if parts is None or sum(each == parts for each, _ in arrived) >= parts:
            return DeliveryStatus.DELIVERED, None
    said = {one.says for one in all_said}
    if Says.UNDELIVERED in said:
        return DeliveryStatus.UNDELIVERED, Reason.NOT_DELIVERABLE
    return (DeliveryStatus.UNDELIVERED, Reason.NOT_REACHED) if Says.NOT_REACHED in said else None


async def keep(session: AsyncSession, provider: str, said: Iterable[Said], now: datetime) -> list[Delivery]:
    """Keeps receipts as they came, and lets each have its say; which deliveries they moved."""
    rows = [
        Receipt(
            id=new_id(),
            provider=provider,
            message=one.message,
            says=one.says,
            part=one.part if one.part and one.parts else None,
            parts=one.parts if one.part and one.parts else None,
            code=one.code,
            raw=one.raw,
            received_at=now,
            next_try_at=now,
        )
        for one in said
    ]
    # Always in the same order, so that two who keep receipts of the same messages do not wait for each other.
    rows.sort(key=lambda row: row.message)
    session.add_all(rows)
    await session.flush()
    moved = [await apply(session, row, now) for row in rows]
    return [delivery for delivery in moved if delivery]


async def apply(session: AsyncSession, receipt: Receipt, now: datetime) -> Delivery | None:
    """Lets a receipt have its say; the delivery, if that has moved it."""
    delivery = await _delivery_of(session, receipt, now)
    if delivery is None or delivery.status in RUNNING or _too_soon(receipt, delivery):
        receipt.waits(now)
        return None
    receipt.counts_for(delivery)
    await session.flush()
    theirs = await session.scalars(select(Receipt).where(Receipt.delivery_id == delivery.id))
    said = verdict(theirs)
    # Of two reasons that it did not arrive the graver counts, whichever came first.
    if said and delivery.status == said[0] == DeliveryStatus.UNDELIVERED:
        delivery.reason = said[1]
    if not said or not delivery.told(*said, now):
        return None
    RECEIPTS.labels(delivery.channel, delivery.provider, delivery.status).inc()
    return delivery


async def is_told_of(session: AsyncSession, delivery: Delivery) -> bool:
    """Whether a receipt about it waits to have its say."""
    theirs = Receipt.message.in_([str(delivery.id), delivery.provider_id or str(delivery.id)])
    waits = exists().where(theirs, Receipt.provider == delivery.provider, Receipt.next_try_at.is_not(None))
    return bool(await session.scalar(select(waits)))


async def _delivery_of(session: AsyncSession, receipt: Receipt, now: datetime) -> Delivery | None:
    """Whose it is, held; its own provider's alone, and by another form of the id only where that is one message's."""
    theirs = select(Delivery).where(Delivery.provider == receipt.provider).with_for_update()
    own = _uuid(receipt.message)
    exact = Delivery.provider_id == receipt.message
    found = (await session.scalars(theirs.where((Delivery.id == own) | exact if own else exact).limit(2))).all()
    if not found and now - receipt.received_at >= OTHER_FORMS_AFTER:
        lately = Delivery.created_at > receipt.received_at - GIVEN_UP_AFTER
        forms = Delivery.provider_id.in_(other_forms(receipt.message))
        found = (await session.scalars(theirs.where(forms, lately).limit(2))).all()
    return found[0] if len(found) == 1 else None


def other_forms(message: str) -> list[str]:
    """The same number written as the other side may have written it: hexadecimal or decimal, with zeros or without."""
    numbers = set()
    for base in (10, 16):
        try:
            numbers.add(int(message, base))
        except ValueError:
            continue
    forms = {form.format(number) for number in numbers for form in FORMS}
    return sorted(forms - {message})


def _too_soon(receipt: Receipt, delivery: Delivery) -> bool:
    """That it did not arrive says something of an attempt that was accepted, and of no other."""
    return delivery.status == DeliveryStatus.RETRY_WAIT and receipt.says in {Says.UNDELIVERED, Says.NOT_REACHED}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
