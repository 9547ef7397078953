"""The key for which contact points are sealed: a copy of what the notifications service told last."""

from liaison_contracts.notifications import NOBODY, Contact
from liaison_kit import sealing
from liaison_kit.database import Aggregate
from liaison_kit.errors import Unavailable
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_events.model.tables import Base


class SealingKeyCopy(Aggregate, Base):
    """Base64 of a Curve25519 public key."""

    __tablename__ = "sealing_key_copy"

    public_key: Mapped[str]


async def seal_for_notifications(session: AsyncSession, contact: Contact) -> tuple[str, int]:
    """The contact as only the notifications service can read it, and the key's version; Unavailable without a key."""
    newest = select(SealingKeyCopy).order_by(SealingKeyCopy.version.desc()).limit(1)
    key = (await session.scalars(newest)).one_or_none()
    if key is None:
        raise Unavailable
    return sealing.seal(contact.model_dump_json().encode(), key.public_key), key.version


async def seal_nobody(session: AsyncSession) -> tuple[str, int]:
    """A contact that leads nowhere, for who is erased: the newest one is the one that counts."""
    return await seal_for_notifications(session, NOBODY)
