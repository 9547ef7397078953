"""Claims: from here on a message may have been sent, and by whom, decided before anything is said to anybody.

As few at a time as their providers take at once: of what is claimed and has no outcome nobody knows whether it was
sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from liaison_kit.database import Database

from liaison_notifications.model.sending.claims import Outgoing

# Only what still waits as it was made ready, and not for too long: whatever was called off or changed was touched.
CLAIMED = """
    update delivery as d set status = 'claimed', reason = null, provider = c.provider, attempt = d.attempt + 1,
        contact_version = c.contact_version, said = c.said, template_version_id = c.template_version_id,
        claimed_until = $7, next_try_at = null
    from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::int[], $5::text[], $6::uuid[])
        as c (id, ready_until, provider, contact_version, said, template_version_id)
    where d.id = c.id and d.next_try_at = c.ready_until and c.ready_until > $8
        and d.status in ('planned', 'retry_wait', 'held')
    returning d.id
"""


async def claim(
    database: Database, given: Sequence[tuple[Outgoing, str | None]], now: datetime, lease: timedelta
) -> list[Outgoing]:
    """Which of these are this process's to send now, each by the provider that stands beside it; committed."""
    rows = await database.at_once(
        CLAIMED,
        [one.delivery.id for one, _ in given],
        [one.delivery.next_try_at for one, _ in given],
        [name for _, name in given],
        [one.contact_version for one, _ in given],
        [one.said for one, _ in given],
        [one.template_version_id for one, _ in given],
        now + lease,
        now,
    )
    claimed = {row["id"] for row in rows}
    mine = [(one, name) for one, name in given if one.delivery.id in claimed]
    for one, name in mine:
        one.delivery.claim(now, lease, name, one.contact_version, one.template_version_id)
    return [one for one, _ in mine]
