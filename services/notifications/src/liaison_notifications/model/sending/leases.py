"""Claims: from here on a message may have been sent, and by whom, decided before anything is said to anybody.

As few at a time as their providers take at once: of what is claimed and has no outcome nobody knows whether it was
sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.sending.claims import Outgoing

# Only what still waits as it was made ready, and not for too long: whatever was called off or changed was touched.
CLAIMED = text("""
    update delivery as d set status = 'claimed', reason = null, provider = c.provider, attempt = d.attempt + 1,
        contact_version = c.contact_version, said = c.said, template_version_id = c.template_version_id,
        claimed_until = :until, next_try_at = null
    from unnest(:ids, :ready_until, :providers, :versions, :said, :templates)
        as c (id, ready_until, provider, contact_version, said, template_version_id)
    where d.id = c.id and d.next_try_at = c.ready_until and c.ready_until > :now
        and d.status in ('planned', 'retry_wait', 'held')
    returning d.id
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("ready_until", type_=ARRAY(DateTime(timezone=True))),
    bindparam("providers", type_=ARRAY(Text)),
    bindparam("versions", type_=ARRAY(Integer)),
    bindparam("said", type_=ARRAY(Text)),
    bindparam("templates", type_=ARRAY(Uuid)),
    bindparam("until", type_=DateTime(timezone=True)),
    bindparam("now", type_=DateTime(timezone=True)),
)


async def claim(
    session: AsyncSession, given: Sequence[tuple[Outgoing, str | None]], now: datetime, lease: timedelta
) -> list[Outgoing]:
    """Which of these are this process's to send now, each by the provider that stands beside it."""
    columns: dict[str, Any] = {
        "ids": [one.delivery.id for one, _ in given],
        "ready_until": [one.delivery.next_try_at for one, _ in given],
        "providers": [name for _, name in given],
        "versions": [one.contact_version for one, _ in given],
        "said": [one.said for one, _ in given],
        "templates": [one.template_version_id for one, _ in given],
    }
    claimed = set(await session.scalars(CLAIMED, columns | {"until": now + lease, "now": now}))
    mine = [(one, name) for one, name in given if one.delivery.id in claimed]
    for one, name in mine:
        one.delivery.claim(now, lease, name, one.contact_version, one.template_version_id)
    return [one for one, _ in mine]
