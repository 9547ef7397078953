"""The audit trail: who did what to what. Each entry is chained to the one before it, so that a change shows.

An entry is written in the transaction of what it tells of. The chain needs one writer at a time: the lock is taken last
before the commit, so that commands wait for each other's commit and not for each other's work.
"""

from uuid import UUID

from liaison_contracts.audit import BEFORE_THE_FIRST, AuditEntry
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock
from liaison_kit.tables import AuditRow

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(7237105)")
_HEAD = select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)


async def record(session: AsyncSession, account: UUID, action: str, about: dict[str, str], fields: list[str]) -> None:
    """Adds an entry; the transaction must have nothing left to do but to commit."""
    # Writes that wait for locks of their own do so now, while this holds up nobody.
    await session.flush()
    await session.execute(_ONE_AT_A_TIME)
    # A statement of its own: it must see what the holder before has committed.
    head = (await session.execute(_HEAD)).one_or_none()
    number, previous = (head.number + 1, head.hash) if head else (1, BEFORE_THE_FIRST)
    # The wall clock, also where a played year sets the house's: an entry says when it was really done.
    entry = AuditEntry(
        number=number, at=clock.real_now(), account=account, action=action, object=about, fields=sorted(fields)
    )
    await session.execute(insert(AuditRow).values(**entry.model_dump(), hash=entry.hash_after(previous)))
