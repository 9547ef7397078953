"""Bounces as receipts: what came back of a mail says that it did not arrive."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.delivery import Delivery
from liaison_notifications.model.receipts import Said, keep

NOBODY = "nobody"
"""Who carried a mail that is not here any more."""


async def keep_bounce(session: AsyncSession, delivery_id: UUID, said: Said, now: datetime) -> Delivery | None:
    """The delivery, if it is still here. It bounced back past whoever had carried it, and counts as their receipt."""
    delivery = await session.get(Delivery, delivery_id)
    await keep(session, (delivery.provider if delivery else None) or NOBODY, [said], now)
    return delivery
