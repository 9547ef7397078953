"""Letters to people about their accounts: each brings one link, sealed for the service that sends it."""

from datetime import datetime

from liaison_contracts.identity import Errand, StaffLinkMade
from liaison_contracts.notifications import StaffLetter
from liaison_kit import clock, sealing
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Unavailable
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_registry.model.metadata import Base
from liaison_registry.model.people.staff import Staff, StaffLink

RESETS_AT_ONCE = 3
"""Links to reset a password that one person can have at a time: more would be a way to flood a mailbox."""


class SealingKeyCopy(Aggregate, Base):
    """A public key for letters; the notifications service owns it, and can open what is sealed for it."""

    __tablename__ = "sealing_key_copy"

    public_key: Mapped[str]


async def newest_sealing_key(session: AsyncSession) -> SealingKeyCopy:
    """Unavailable until the notifications service has told one."""
    key = await session.scalar(select(SealingKeyCopy).order_by(SealingKeyCopy.version.desc()).limit(1))
    if key is None:
        raise Unavailable
    return key


def letter(
    staff: Staff, errand: Errand, key: SealingKeyCopy, url: str, now: datetime
) -> tuple[StaffLink, StaffLinkMade]:
    """A new link for the person, and the fact that makes the notifications service send it."""
    link, path = StaffLink.make(staff.id, errand, now)
    content = StaffLetter(
        name=staff.name,
        email=staff.email or "",
        language=staff.language,
        link=url.rstrip("/") + path,
    )
    fact = StaffLinkMade(
        occurred_on=clock.today(),
        link_id=new_id(),
        errand=errand,
        expires_at=link.expires_at,
        sealed=sealing.seal(content.model_dump_json().encode(), key.public_key),
        key_version=key.version,
    )
    return link, fact


async def may_have_another_reset(session: AsyncSession, staff: Staff, now: datetime) -> bool:
    """Whether fewer than RESETS_AT_ONCE were asked for lately; used ones count, too."""
    lately = select(func.count()).where(
        StaffLink.staff_id == staff.id, StaffLink.errand == Errand.RESET, StaffLink.expires_at > now
    )
    return (await session.scalar(lately) or 0) < RESETS_AT_ONCE
