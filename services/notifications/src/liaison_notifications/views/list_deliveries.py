"""List the messages: staff see what went out and what did not, and nobody's name or address."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_notifications.model import Delivery, EventCopy, TemplateVersion
from liaison_notifications.model.explanations.shown import ShownDelivery, shown
from liaison_notifications.model.sending.delivery import DeliveryStatus

router = web.router(only(Role.WORKER, Role.COORDINATOR, Role.ADMINISTRATOR))

ON_A_PAGE = 100


class Deliveries(BaseModel):
    """Newest first; `older` goes into `before` for the next ones. Those of bulletins are listed by status alone."""

    status: DeliveryStatus | None
    counts: dict[DeliveryStatus, int] = Field(description="All messages by status, whatever is shown.")
    messages: list[ShownDelivery]
    older: UUID | None


@router.get("/messages")
async def list_deliveries(
    session: Session, status: DeliveryStatus | None = None, before: UUID | None = None
) -> Deliveries:
    query = (
        select(Delivery, EventCopy.title, EventCopy.office_id, TemplateVersion.number)
        .outerjoin(EventCopy, EventCopy.id == Delivery.event_id)
        .outerjoin(TemplateVersion, TemplateVersion.id == Delivery.template_version_id)
    )
    if status:
        query = query.where(Delivery.status == status)
    else:
        # A channel that somebody left no contact for is not news; and thousands of one bulletin would hide all else.
        query = query.where(Delivery.status != DeliveryStatus.SUPPRESSED, Delivery.bulletin_id.is_(None))
    if before:
        query = query.where(Delivery.id < before)
    rows = (await session.execute(query.order_by(Delivery.id.desc()).limit(ON_A_PAGE + 1))).all()
    counted = await session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
    counts = {DeliveryStatus(name): count for name, count in counted}
    return Deliveries(
        status=status,
        counts={each: counts.get(each, 0) for each in DeliveryStatus},
        messages=[shown(*row) for row in rows[:ON_A_PAGE]],
        older=rows[ON_A_PAGE - 1][0].id if len(rows) > ON_A_PAGE else None,
    )
