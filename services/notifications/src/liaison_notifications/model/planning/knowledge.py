"""What somebody knows of when and where an event takes place: what the last message that surely reached them said."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from liaison_notifications.model.copies import ContactPoint, EventCopy
from liaison_notifications.model.planning.corrections import went_astray
from liaison_notifications.model.sending.delivery import WAITING, Delivery, DeliveryStatus

NEVER_SENT = (
    *WAITING,
    DeliveryStatus.FAILED,
    DeliveryStatus.EXPIRED,
    DeliveryStatus.SUPPRESSED,
    DeliveryStatus.CANCELLED,
)
SURE = (DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED, DeliveryStatus.COMPLAINED)


def says(event: EventCopy) -> str:
    """What a message says of when and where; the same text for the same time and place."""
    place = "\n".join((event.office_name, event.room_name, event.address))
    times = (int(moment.timestamp()) for moment in (event.starts_at, event.ends_at))
    return " ".join((*map(str, times), sha256(place.encode()).hexdigest()[:32]))


def start_in(said: str) -> datetime:
    """The start that such a text tells."""
    return datetime.fromtimestamp(int(said.partition(" ")[0]), UTC)


async def known(session: AsyncSession, deliveries: Sequence[Delivery]) -> dict[UUID, str | None]:
    """What whoever each of these goes to knows, by the same channel; None where that is not certain.

    Whoever has got no message yet knows what was true when this one was planned first.
    """
    asked = aliased(Delivery)
    theirs = (Delivery.sign_up_id == asked.sign_up_id) & (Delivery.channel == asked.channel) & (Delivery.id != asked.id)
    last = (
        select(asked.id, Delivery.said, Delivery.status.in_(SURE) & ~went_astray())
        .join(Delivery, theirs)
        .outerjoin(ContactPoint, ContactPoint.id == asked.sign_up_id)
        .where(asked.id.in_([one.id for one in deliveries]))
        .where(Delivery.said.is_not(None), Delivery.status.not_in(NEVER_SENT))
        .order_by(asked.id, Delivery.claimed_until.desc())
        .ext(distinct_on(asked.id))
    )
    found = {one.id: one.known for one in deliveries}
    found |= {of: said if sure else None for of, said, sure in await session.execute(last)}
    return found
