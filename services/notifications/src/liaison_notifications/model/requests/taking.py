"""Requests are looked into, a batch at a time: what can be sent is planned, what cannot is told at once."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from liaison_contracts.message_requests import NotificationRequestSettled, RequestOutcome
from liaison_kit import sealing
from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.planning.planning import planned
from liaison_notifications.model.requests.checking import check
from liaison_notifications.model.requests.request import MessageRequest, RequestRefusal
from liaison_notifications.model.requests.systems import RequestingSystem, Use, by_name, uses
from liaison_notifications.model.sending.delivery import Channel, Delivery, DeliveryStatus, Purpose
from liaison_notifications.model.sending.lanes import Lane

AT_ONCE = 100


async def take_requests(
    session: AsyncSession, key_file: Path, now: datetime
) -> tuple[int, list[NotificationRequestSettled]]:
    """How many were looked into, and what is to be told of those that are not sent."""
    unchecked = select(MessageRequest).where(MessageRequest.checked_at.is_(None)).order_by(MessageRequest.id)
    requests = (await session.scalars(unchecked.limit(AT_ONCE).with_for_update(skip_locked=True))).all()
    if not requests:
        return 0, []
    # After the rows, not before: a rotation may come between.
    keys = sealing.private_keys(key_file)
    names = sorted({request.system for request in requests})
    systems, used = await by_name(session, names), await uses(session, names, now)
    refused = []
    for request in requests:
        system = systems.get(request.system)
        found = check(request, system, keys, now)
        if isinstance(found, int) and system:
            found = _within_quota(system, used[request.system], found)
        if isinstance(found, RequestRefusal) or system is None:
            why = found if isinstance(found, RequestRefusal) else RequestRefusal.UNKNOWN_SYSTEM
            request.refuse(why, now)
            outcome = RequestOutcome.EXPIRED if why == RequestRefusal.LATE else RequestOutcome.REFUSED
            refused.append(request.settled(outcome, why, now))
        else:
            request.take(found, (system.title, system.title_en), now)
    await _plan(session, [request for request in requests if request.parts is not None], now)
    return len(requests), refused


def _within_quota(system: RequestingSystem, use: Use, parts: int) -> int | RequestRefusal:
    if not system.has_left(parts, use):
        return RequestRefusal.QUOTA
    use.hour, use.day = use.hour + parts, use.day + parts
    return parts


async def _plan(session: AsyncSession, requests: Sequence[MessageRequest], now: datetime) -> None:
    """By each channel once."""
    rows = [
        planned(Purpose.REQUESTED, channel, f"{request.id}:{channel}", now)
        | {"request_id": request.id, "useful_until": request.useful_until}
        | {"lane": Lane.URGENT if request.urgent else Lane.NORMAL, "traceparent": request.traceparent}
        for request in requests
        for channel in Channel
        if channel in request.channels
    ]
    if rows:
        await session.execute(insert(Delivery).on_conflict_do_nothing(), rows)


TOLD_AS = {
    DeliveryStatus.ACCEPTED: RequestOutcome.ACCEPTED,
    DeliveryStatus.DELIVERED: RequestOutcome.DELIVERED,
    DeliveryStatus.COMPLAINED: RequestOutcome.DELIVERED,
    DeliveryStatus.UNDELIVERED: RequestOutcome.FAILED,
    DeliveryStatus.FAILED: RequestOutcome.FAILED,
    DeliveryStatus.UNKNOWN: RequestOutcome.UNKNOWN,
    DeliveryStatus.SUPPRESSED: RequestOutcome.SUPPRESSED,
    DeliveryStatus.CANCELLED: RequestOutcome.SUPPRESSED,
    DeliveryStatus.EXPIRED: RequestOutcome.EXPIRED,
}
"""What has become of a delivery is told; what may still come of it is not."""
# As literals, so that the index with this condition is used (delivery_untold).
_TOLD: BindParameter[list[str]] = bindparam(
    "told", [status.value for status in TOLD_AS], expanding=True, literal_execute=True
)


async def settled_requests(session: AsyncSession, now: datetime) -> list[NotificationRequestSettled]:
    """What is to be told of messages that have come further since; from here on it counts as told."""
    # An SMS in doubt is asked about: it is told what comes of that.
    over = Delivery.finished_at.is_not(None)
    untold = (
        select(Delivery, MessageRequest)
        .join(MessageRequest, MessageRequest.id == Delivery.request_id)
        .where(Delivery.request_id.is_not(None), Delivery.status.in_(_TOLD), over)
        .where(Delivery.status.is_distinct_from(Delivery.told_status))
        .order_by(Delivery.id)
        .limit(AT_ONCE)
        .with_for_update(of=[Delivery, MessageRequest], skip_locked=True)
    )
    facts = []
    for delivery, request in (await session.execute(untold)).all():
        told_before, delivery.told_status = delivery.told_status, delivery.status
        reason = (delivery.reason or "").partition(" ")[0] or None
        outcome = TOLD_AS[DeliveryStatus(delivery.status)]
        if told_before and TOLD_AS[DeliveryStatus(told_before)] == outcome:
            continue
        by_receipt = outcome == RequestOutcome.DELIVERED or delivery.status == DeliveryStatus.UNDELIVERED
        came_about = delivery.receipt_at if by_receipt else delivery.finished_at
        facts.append(request.settled(outcome, reason, came_about or now, channel=delivery.channel))
    return facts
