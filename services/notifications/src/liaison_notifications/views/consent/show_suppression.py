"""Show a suppression: all that was ever said against writing to an address, and by whom it was lifted and why."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_notifications.model.consent.suppression import Suppression, SuppressionReason
from liaison_notifications.model.sending.delivery import Channel

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR), personal=True)


class ShownSuppression(BaseModel):
    """`holds`: whether nothing is sent because of it now; it may be over by its day, or lifted."""

    id: UUID
    reason: SuppressionReason
    note: str | None
    since: datetime
    expires_at: datetime | None
    lifted_at: datetime | None
    lifted_because: str | None
    holds: bool


class OneAddress(BaseModel):
    """Newest first; the address itself is not kept in a readable form."""

    channel: Channel
    suppressions: list[ShownSuppression] = Field(description="All of this address.")


@router.get("/messages/suppressions/{suppression_id}")
async def show_suppression(session: Session, suppression_id: UUID) -> OneAddress:
    asked, now = await get(session, Suppression, suppression_id), clock.now()
    same = select(Suppression).where(Suppression.address_hash == asked.address_hash)
    rows = await session.scalars(same.order_by(Suppression.id.desc()))
    columns = set(ShownSuppression.model_fields) - {"holds"}
    return OneAddress(
        channel=Channel(asked.channel),
        suppressions=[
            ShownSuppression(**{name: getattr(row, name) for name in columns}, holds=row.holds(now)) for row in rows
        ],
    )
