"""Outcomes of many messages in one statement, each only where its claim still holds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from liaison_kit.database import Database

from liaison_notifications.model.sending.claims import Outgoing
from liaison_notifications.model.sending.delivery import Outcome

# After the lease it is in doubt; then only a certain success may still settle it. And an answer to an earlier attempt
# says nothing about the running one.
SETTLED = """
    update delivery as d set status = o.status, reason = o.reason, costless = o.costless,
        provider_id = coalesce(o.provider_id, d.provider_id), next_try_at = o.next_try_at, finished_at = o.finished_at,
        accepted_at = o.accepted_at, template_version_id = o.template_version_id
    from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::timestamptz[],
        $8::timestamptz[], $9::uuid[], $10::timestamptz[])
        as o (id, attempt, status, reason, provider_id, costless, next_try_at, finished_at,
            template_version_id, accepted_at)
    where d.id = o.id and d.attempt = o.attempt
        and (d.status = 'claimed' or d.status = 'unknown' and o.status = 'accepted')
    returning d.id
"""


def conclude(outcomes: Sequence[tuple[Outgoing, Outcome]], now: datetime) -> None:
    """What each outcome makes of its message; once, however often it takes to write that down."""
    for claimed, outcome in outcomes:
        claimed.delivery.settle(outcome, now)


async def settle(database: Database, outcomes: Sequence[tuple[Outgoing, Outcome]]) -> set[UUID]:
    """Writes what was concluded, and commits; which of them it was true of: the others were overtaken, and nothing is
    recorded.

    Always in the same order, so that two who write about the same messages do not wait for each other.
    """
    ordered = sorted((claimed for claimed, _ in outcomes), key=lambda claimed: claimed.delivery.id)
    of = [claimed.delivery for claimed in ordered]
    rows = await database.at_once(
        SETTLED,
        [each.id for each in of],
        [claimed.attempt for claimed in ordered],
        [each.status for each in of],
        [each.reason for each in of],
        [each.provider_id for each in of],
        [each.costless for each in of],
        [each.next_try_at for each in of],
        [each.finished_at for each in of],
        [each.template_version_id for each in of],
        [each.accepted_at for each in of],
    )
    return {row["id"] for row in rows}
