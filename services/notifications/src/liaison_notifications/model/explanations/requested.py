"""What an explanation says of messages that other systems asked for: who did, what for, and what became of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.explanations.shown import ExplainedDelivery, explained
from liaison_notifications.model.requests.request import MessageRequest
from liaison_notifications.model.sending.delivery import Delivery


class ExplainedRequest(BaseModel):
    """One request and its messages. `title`: of the system that asked, as residents know it."""

    system: str
    title: str
    title_en: str
    purpose: str
    asked_at: datetime
    messages: list[ExplainedDelivery]


async def explain_requests(session: AsyncSession, ids: Sequence[UUID]) -> list[ExplainedRequest]:
    """Newest first."""
    query = (
        select(MessageRequest, Delivery)
        .join(Delivery, Delivery.request_id == MessageRequest.id)
        .where(MessageRequest.id.in_(ids))
        .order_by(MessageRequest.id.desc(), Delivery.channel.desc())
    )
    found: dict[UUID, ExplainedRequest] = {}
    for request, delivery in (await session.execute(query)).all():
        told = found.setdefault(request.id, _told(request))
        told.messages.append(explained(delivery, None, None, None, went_astray=False))
    return list(found.values())


def _told(request: MessageRequest) -> ExplainedRequest:
    titles = {"title": request.title("uk"), "title_en": request.title("en")}
    return ExplainedRequest(
        system=request.system, **titles, purpose=request.purpose, asked_at=request.received_at, messages=[]
    )
