"""What is counted and measured of messages, for Prometheus; see docs/metrics.md. Nothing of it says whose they are."""

from datetime import timedelta

from liaison_kit import clock
from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.sending.delivery import Delivery, DeliveryStatus
from liaison_notifications.model.sending.lanes import Lane

SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 300, 3600)
"""Ten are what is promised (`figures`)."""

TRIED = Counter("liaison_messages_tried", "Messages handed over, by outcome", ["channel", "provider", "outcome"])
TAKEN = Histogram(
    "liaison_message_seconds",
    "From when a message could first be sent until a provider had it",
    ["channel", "lane"],
    buckets=SECONDS,
)
RECEIPTS = Counter("liaison_receipts", "Messages that a receipt has moved", ["channel", "provider", "outcome"])
WORKING = Gauge("liaison_provider_working", "0 while a provider rests after errors, else 1", ["channel", "provider"])
WAITING = Gauge("liaison_messages_waiting", "Messages that could have been sent by now", ["lane"], registry=None)
OLDEST = Gauge("liaison_messages_oldest_seconds", "Since when the oldest of them could", ["lane"], registry=None)

LONGEST_WAIT = timedelta(hours=1)
"""Between two tries (`backoff`): so far ahead stands when one that is late already is tried again."""


def took(delivery: Delivery, outcome: DeliveryStatus) -> None:
    """It was handed over, and this came of it."""
    TRIED.labels(delivery.channel, delivery.provider, outcome).inc()
    if delivery.due_at and delivery.accepted_at:
        lane = Lane(delivery.lane).name.lower()
        TAKEN.labels(delivery.channel, lane).observe((delivery.accepted_at - delivery.due_at).total_seconds())


async def waiting(session: AsyncSession) -> list[Gauge]:
    """What is late, by lane; what is held back for a reason is not."""
    now = clock.now()
    due = func.coalesce(Delivery.due_at, Delivery.next_try_at)
    late = (
        select(Delivery.lane, func.count(), func.min(due))
        .where(Delivery.status.in_((DeliveryStatus.PLANNED, DeliveryStatus.RETRY_WAIT)))
        .where(Delivery.next_try_at <= now + LONGEST_WAIT, due <= now)
        .group_by(Delivery.lane)
    )
    found = {lane: (count, since) for lane, count, since in await session.execute(late)}
    for lane in Lane:
        count, since = found.get(lane, (0, now))
        WAITING.labels(lane.name.lower()).set(count)
        OLDEST.labels(lane.name.lower()).set((now - since).total_seconds())
    return [WAITING, OLDEST]
