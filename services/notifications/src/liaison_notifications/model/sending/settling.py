"""Outcomes of many messages in one statement, each only where its claim still holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.sending.claims import Outgoing
from liaison_notifications.model.sending.delivery import Outcome

COLUMNS: dict[str, Any] = {
    "id": Uuid,
    "attempt": Integer,
    "status": Text,
    "reason": Text,
    "provider_id": Text,
    "costless": Integer,
    "next_try_at": DateTime(timezone=True),
    "finished_at": DateTime(timezone=True),
    "template_version_id": Uuid,
    "accepted_at": DateTime(timezone=True),
}
# After the lease it is in doubt; then only a certain success may still settle it. And an answer to an earlier attempt
# says nothing about the running one.
SETTLED = text("""
    update delivery as d set status = o.status, reason = o.reason, costless = o.costless,
        provider_id = coalesce(o.provider_id, d.provider_id), next_try_at = o.next_try_at, finished_at = o.finished_at,
        accepted_at = o.accepted_at, template_version_id = o.template_version_id
    from unnest(:id, :attempt, :status, :reason, :provider_id, :costless, :next_try_at, :finished_at,
        :template_version_id, :accepted_at)
        as o (id, attempt, status, reason, provider_id, costless, next_try_at, finished_at,
            template_version_id, accepted_at)
    where d.id = o.id and d.attempt = o.attempt
        and (d.status = 'claimed' or d.status = 'unknown' and o.status = 'accepted')
    returning d.id
""").bindparams(*(bindparam(name, type_=ARRAY(type_)) for name, type_ in COLUMNS.items()))


def conclude(outcomes: Sequence[tuple[Outgoing, Outcome]], now: datetime) -> None:
    """What each outcome makes of its message; once, however often it takes to write that down."""
    for claimed, outcome in outcomes:
        claimed.delivery.settle(outcome, now)


async def settle(session: AsyncSession, outcomes: Sequence[tuple[Outgoing, Outcome]]) -> set[UUID]:
    """Writes what was concluded: which of them it was true of; the others were overtaken, and nothing is recorded.

    Always in the same order, so that two who write about the same messages do not wait for each other.
    """
    ordered = sorted((claimed for claimed, _ in outcomes), key=lambda claimed: claimed.delivery.id)
    columns = {name: [getattr(claimed.delivery, name) for claimed in ordered] for name in COLUMNS}
    columns["attempt"] = [claimed.attempt for claimed in ordered]
    return set(await session.scalars(SETTLED, columns))
