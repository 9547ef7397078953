"""List the suppressions: how many addresses must not be written to and why, and never which."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import func, select

from liaison_notifications.model.consent.suppression import Suppression, SuppressionReason, in_force
from liaison_notifications.model.sending.delivery import Channel

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))

NEWEST = 50


class SuppressionLine(BaseModel):
    """One reason not to write to one address, which is told only to who knows it."""

    id: UUID
    channel: Channel
    reason: SuppressionReason
    since: datetime
    expires_at: datetime | None


class Suppressions(BaseModel):
    """What holds now: all by reason, and the newest. `found`: what a question came to, where that was nothing."""

    found: Literal["no"] | None
    counts: dict[SuppressionReason, int]
    newest: list[SuppressionLine]


@router.get("/messages/suppressions")
async def list_suppressions(session: Session, found: Literal["no"] | None = None) -> Suppressions:
    holds = in_force(clock.now())
    counted = select(Suppression.reason, func.count()).where(holds).group_by(Suppression.reason)
    counts = {SuppressionReason(reason): count for reason, count in await session.execute(counted)}
    newest = select(Suppression).where(holds).order_by(Suppression.id.desc()).limit(NEWEST)
    return Suppressions(
        found=found,
        counts={reason: counts.get(reason, 0) for reason in SuppressionReason},
        newest=[SuppressionLine.model_validate(row, from_attributes=True) for row in await session.scalars(newest)],
    )
