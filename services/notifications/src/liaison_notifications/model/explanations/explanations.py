"""Explanations: why somebody did or did not get a message, asked by somebody who knows their telephone or email.

What was typed is compared in memory with every contact kept here, and forgotten with the request: an explanation keeps
only whose sign-ups they were, for an hour, and shows them to nobody but who asked.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from liaison_contracts.notifications import Contact
from liaison_kit import sealing
from liaison_kit.errors import NotFound
from liaison_kit.identity import Account
from nacl.public import PrivateKey
from sqlalchemy import ARRAY, Select, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.consent import addresses
from liaison_notifications.model.consent.addresses import Address
from liaison_notifications.model.contacts import open_contact
from liaison_notifications.model.copies import ContactPoint, EventCopy
from liaison_notifications.model.requests.opening import open_request
from liaison_notifications.model.requests.request import MessageRequest
from liaison_notifications.model.sending.delivery import Channel, Reason
from liaison_notifications.model.tables import Base

KEPT = timedelta(hours=1)
"""How long an explanation can be looked at."""
AT_ONCE = 500

Boxed = TypeVar("Boxed", ContactPoint, MessageRequest)


class Explanation(Base):
    """Which sign-ups, requests and news a question of `account` was about; nothing of the contact."""

    __tablename__ = "explanation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[UUID]
    sign_up_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    request_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Of other systems that had this contact written to."""
    news_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Subscriptions, and questions whether news are wanted."""
    unopenable: Mapped[int]
    asked_at: Mapped[datetime]

    def must_be_for(self, account: UUID, now: datetime) -> None:
        """NotFound for whoever did not ask, and once its hour is over."""
        if self.account != account or self.asked_at <= now - KEPT:
            raise NotFound


@dataclass(frozen=True)
class Wanted:
    """A telephone in E.164 or an email, as contacts are kept."""

    phone: str | None
    email: str | None

    @property
    def address(self) -> Address:
        return Address(Channel.SMS, self.phone) if self.phone else Address(Channel.EMAIL, self.email or "")

    def is_of(self, contact: Contact) -> bool:
        if self.phone:
            return contact.phone == self.phone
        return bool(self.email and contact.email) and str(contact.email).casefold() == str(self.email).casefold()


def wanted(typed: str) -> Wanted:
    """NeitherPhoneNorEmail if it cannot be one."""
    address = addresses.typed(typed)
    return Wanted(address.text, None) if address.channel == Channel.SMS else Wanted(None, address.text)


async def sign_ups_of(session: AsyncSession, who: Wanted, worker: Account, key_file: Path) -> tuple[list[UUID], int]:
    """Whose contact it is, and how many contacts nothing could be said of because no key opens them.

    At the worker's offices alone: where else somebody takes part is not theirs to know.
    """
    found, unopenable = list[UUID](), 0
    async for points in _batches(session, ContactPoint, _points_seen_by(worker)):
        # After the rows, not before: a rotation may come between.
        opened = await asyncio.to_thread(_opened, points, sealing.private_keys(key_file))
        for point, contact in zip(points, opened, strict=True):
            if not isinstance(contact, Contact):
                unopenable += 1
            elif who.is_of(contact):
                found.append(point.id)
    return found, unopenable


async def requests_of(session: AsyncSession, who: Wanted, worker: Account, key_file: Path) -> list[UUID]:
    """What other systems asked for in the last week for whoever it is, as far as it was taken.

    Only for who answers for the whole network: what a resident has to do with another body is no office's to know.
    """
    found = list[UUID]()
    if not worker.whole_network:
        return found
    kept = select(MessageRequest).where(MessageRequest.sealed.is_not(None), MessageRequest.parts.is_not(None))
    async for requests in _batches(session, MessageRequest, kept):
        keys = sealing.private_keys(key_file)
        opened = await asyncio.to_thread(lambda those, keys: [open_request(one, keys) for one in those], requests, keys)
        theirs = zip(requests, opened, strict=True)
        found += [request.id for request, asked in theirs if isinstance(asked, Contact) and who.is_of(asked)]
    return found


def _opened(points: Sequence[ContactPoint], keys: Sequence[PrivateKey]) -> list[Contact | Reason]:
    return [open_contact(point, keys) for point in points]


def _points_seen_by(worker: Account) -> Select[ContactPoint]:
    seen = select(ContactPoint)
    if worker.whole_network:
        return seen
    theirs = EventCopy.office_id.in_(worker.offices)
    return seen.join(EventCopy, EventCopy.id == ContactPoint.event_id).where(theirs)


async def _batches(session: AsyncSession, model: type[Boxed], seen: Select[Boxed]) -> AsyncIterator[Sequence[Boxed]]:
    """All of them by their ids: there may be more than memory should hold at once."""
    after = UUID(int=0)
    while rows := (await session.scalars(seen.where(model.id > after).order_by(model.id).limit(AT_ONCE))).all():
        yield rows
        after = rows[-1].id
