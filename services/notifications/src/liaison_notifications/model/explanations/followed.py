"""What an explanation says of news, digests and bulletins: what somebody follows, and what became of its messages."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from liaison_kit.identity import Account
from pydantic import BaseModel, Field
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.addresses import Address, hash_of
from liaison_notifications.model.consent.ledger import ConsentPurpose
from liaison_notifications.model.consent.opt_in import OptIn
from liaison_notifications.model.consent.subscribers import Subscriber, Subscription
from liaison_notifications.model.copies import EventCopy
from liaison_notifications.model.explanations.explained import LAST_WEEKS
from liaison_notifications.model.explanations.shown import ExplainedDelivery, explained
from liaison_notifications.model.sending.delivery import Delivery


class ExplainedNews(BaseModel):
    """Messages to many that this contact got or did not get, newest first; the questions before them, too."""

    follows: list[ConsentPurpose] = Field(description="What they agree to now; none: nothing of this is sent to them.")
    messages: list[ExplainedDelivery]


async def news_of(session: AsyncSession, who: Address, worker: Account, key_file: Path) -> list[UUID]:
    """The subscription and the questions of this contact.

    Only for who answers for the whole network: what somebody follows is no office's to know.
    """
    if not worker.whole_network:
        return []
    address_hash = hash_of(who, key_file)
    theirs = select(Subscriber.id).where(Subscriber.address_hash == address_hash)
    asked = select(OptIn.id).where(OptIn.address_hash == address_hash)
    return list(await session.scalars(theirs.union_all(asked)))


async def explain_news(session: AsyncSession, ids: Sequence[UUID], now: datetime) -> ExplainedNews | None:
    """None where this contact has nothing to do with news."""
    if not ids:
        return None
    followed = select(Subscription.purpose).where(Subscription.subscriber_id.in_(ids)).order_by(Subscription.purpose)
    query = (
        select(Delivery, EventCopy.title)
        .outerjoin(EventCopy, EventCopy.id == Delivery.event_id)
        .where(or_(Delivery.subscriber_id.in_(ids), Delivery.opt_in_id.in_(ids)))
        .where(Delivery.created_at > now - LAST_WEEKS)
        .order_by(Delivery.id.desc())
    )
    messages = [
        explained(delivery, title, None, None, went_astray=False)
        for delivery, title in (await session.execute(query)).all()
    ]
    return ExplainedNews(follows=[ConsentPurpose(one) for one in await session.scalars(followed)], messages=messages)
