"""The ledger: what somebody agreed to, by which channel, when, how and to which words; entries are only added."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liaison_kit.database import new_id
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.tables import Base


class ConsentPurpose(StrEnum):
    """What somebody agrees to be written to about. Messages about one's own sign-up need no consent."""

    NEWS = "news"
    BULLETINS = "bulletins"
    DIGEST = "digest"


OF_NEWS = (ConsentPurpose.NEWS, ConsentPurpose.DIGEST)
"""Either each at once, or all of a week together: nobody has both."""


class Act(StrEnum):
    """What was done about it."""

    GIVEN = "given"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """By which way."""

    LINK = "link"  # in the mail that asked for it
    CODE = "code"  # in the SMS that asked for it
    PAGE = "page"  # on one's own page
    ONE_CLICK = "one_click"  # the mail program's own button
    ERASURE = "erasure"
    COMPLAINT = "complaint"  # they called a mail spam
    SMS = "sms"  # a word sent to our number


class Consent(Base):
    """One entry of the ledger, which is only added to: the database refuses everything else.

    It names nobody. Whoever is erased leaves it behind, under an id that leads nowhere.
    """

    __tablename__ = "consent"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subscriber_id: Mapped[UUID]
    channel: Mapped[str]
    purpose: Mapped[str]
    act: Mapped[str]
    how: Mapped[str]
    text_version: Mapped[str]
    districts: Mapped[list[str]]
    kinds: Mapped[list[str]]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Entry:
    """What is entered, whatever was done about it."""

    subscriber_id: UUID
    channel: str
    purpose: str
    text_version: str
    districts: list[str]
    kinds: list[str]


def enter(session: AsyncSession, entry: Entry, act: Act, how: How, now: datetime) -> None:
    session.add(Consent(id=new_id(), act=act, how=how, at=now, **asdict(entry)))


async def entries_of(session: AsyncSession, subscriber_id: UUID) -> Sequence[Consent]:
    """Oldest first."""
    theirs = select(Consent).where(Consent.subscriber_id == subscriber_id)
    return (await session.scalars(theirs.order_by(Consent.id))).all()
