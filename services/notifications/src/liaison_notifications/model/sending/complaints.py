"""Complaints: whoever calls a mail of ours spam is written to no more, and has news no longer."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent import leaving
from liaison_notifications.model.consent.addresses import hash_of
from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.subscribers import Subscriber
from liaison_notifications.model.consent.suppression import SuppressionReason, suppress
from liaison_notifications.model.sending.claims import went_to
from liaison_notifications.model.sending.delivery import Delivery, DeliveryStatus, Reason

HOLDS = timedelta(days=365)
"""A button is pressed by mistake, too; who answers for the network can lift it before."""


async def keep_complaint(session: AsyncSession, delivery_id: UUID, key_file: Path, now: datetime) -> Delivery | None:
    """The delivery, if it is still here."""
    delivery = await session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None:
        return None
    address = await went_to(session, delivery, key_file)
    delivery.told(DeliveryStatus.COMPLAINED, Reason.COMPLAINT, now)
    if address:
        address_hash, until = hash_of(address, key_file), now + HOLDS
        await suppress(session, address_hash, address.channel, SuppressionReason.COMPLAINT, now, expires_at=until)
    if delivery.subscriber_id:
        subscriber = await session.get(Subscriber, delivery.subscriber_id, with_for_update=True)
        if subscriber:
            await leaving.unsubscribe(session, subscriber, How.COMPLAINT, key_file, now)
    return delivery
