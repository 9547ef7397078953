"""Bounces as receipts: what came back of a mail says that it did not arrive, and perhaps that none ever will."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.addresses import hash_of
from liaison_notifications.model.consent.suppression import SuppressionReason, suppress
from liaison_notifications.model.sending.claims import went_to
from liaison_notifications.model.sending.delivery import Delivery
from liaison_notifications.model.sending.receipts import Said, keep

NOBODY = "nobody"
"""Who carried a mail that is not here any more."""
HARD_BOUNCE_HOLDS = timedelta(days=180)
"""An address may be given to somebody again; a coordinator can lift it before."""


async def keep_bounce(
    session: AsyncSession, delivery_id: UUID, said: Said, now: datetime, *, hard: bool, key_file: Path
) -> Delivery | None:
    """The delivery, if it is still here. It bounced back past whoever had carried it, and counts as their receipt.

    `hard`: there is no such mailbox; from now on nothing is sent to that address. Mail servers hold it against a sender
    who writes there again.
    """
    delivery = await session.get(Delivery, delivery_id)
    await keep(session, (delivery.provider if delivery else None) or NOBODY, [said], now)
    address = await went_to(session, delivery, key_file) if delivery and hard else None
    if address:
        until = now + HARD_BOUNCE_HOLDS
        await suppress(
            session,
            hash_of(address, key_file),
            address.channel,
            SuppressionReason.HARD_BOUNCE,
            now,
            expires_at=until,
        )
    return delivery
