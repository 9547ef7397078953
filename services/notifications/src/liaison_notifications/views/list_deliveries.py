"""List the messages: staff see what went out and what did not, and nobody's name or address."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_notifications.model import Delivery, EventCopy
from liaison_notifications.model.delivery import Channel, DeliveryStatus, Purpose, Reason

router = web.router(only(Role.WORKER, Role.COORDINATOR, Role.ADMINISTRATOR))

ON_A_PAGE = 100


class ShownDelivery(BaseModel):
    """One message; a letter to staff is about no event. `code` is the number that a server refused it with."""

    id: UUID
    purpose: Purpose
    channel: Channel
    status: DeliveryStatus
    event_id: UUID | None
    event_title: str | None
    attempts: int = Field(ge=0)
    reason: Reason | None
    code: int | None
    planned_at: datetime
    finished_at: datetime | None


class Deliveries(BaseModel):
    """Newest first; `older` goes into `before` for the next ones."""

    status: DeliveryStatus | None
    counts: dict[DeliveryStatus, int] = Field(description="All messages by status, whatever is shown.")
    messages: list[ShownDelivery]
    older: UUID | None


@router.get("/messages")
async def list_deliveries(
    session: Session, status: DeliveryStatus | None = None, before: UUID | None = None
) -> Deliveries:
    query = select(Delivery, EventCopy.title).outerjoin(EventCopy, EventCopy.id == Delivery.event_id)
    if status:
        query = query.where(Delivery.status == status)
    else:
        # A channel that somebody left no contact for is not news.
        query = query.where(Delivery.status != DeliveryStatus.SUPPRESSED)
    if before:
        query = query.where(Delivery.id < before)
    rows = (await session.execute(query.order_by(Delivery.id.desc()).limit(ON_A_PAGE + 1))).all()
    counted = await session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
    counts = {DeliveryStatus(name): count for name, count in counted}
    return Deliveries(
        status=status,
        counts={each: counts.get(each, 0) for each in DeliveryStatus},
        messages=[_shown(delivery, title) for delivery, title in rows[:ON_A_PAGE]],
        older=rows[ON_A_PAGE - 1][0].id if len(rows) > ON_A_PAGE else None,
    )


def _shown(delivery: Delivery, title: str | None) -> ShownDelivery:
    reason, _, code = (delivery.reason or "").partition(" ")
    return ShownDelivery(
        id=delivery.id,
        purpose=Purpose(delivery.purpose),
        channel=Channel(delivery.channel),
        status=DeliveryStatus(delivery.status),
        event_id=delivery.event_id,
        event_title=title,
        attempts=delivery.attempt,
        reason=Reason(reason) if reason else None,
        code=int(code) if code else None,
        planned_at=delivery.created_at,
        finished_at=delivery.finished_at,
    )
