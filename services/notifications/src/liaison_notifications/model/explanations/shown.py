"""How deliveries are shown: what became of a message and why, and never to whom it went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_notifications.model.sending.delivery import Channel, Delivery, DeliveryStatus, Purpose, Reason
from liaison_notifications.model.templates.template import AS_DELIVERED


class ShownDelivery(BaseModel):
    """One message; a letter to staff is about no event. `code` is the number that a server refused it with.

    `held_until`: it leaves then, unless it has become useless or must wait once more.
    """

    id: UUID
    purpose: Purpose
    channel: Channel
    status: DeliveryStatus
    event_id: UUID | None
    event_title: str | None
    office_id: UUID | None = Field(description="Whose it is; none: the whole network's.")
    attempts: int = Field(ge=0)
    template_version: int | None = Field(description="With which version of its template; none: not tried yet.")
    reason: Reason | None
    code: int | None
    planned_at: datetime
    held_until: datetime | None
    finished_at: datetime | None


class ExplainedDelivery(ShownDelivery):
    """`went_astray`: it went to a contact that has been corrected since, so that they did not get it."""

    went_astray: bool


def shown(delivery: Delivery, event_title: str | None, office_id: UUID | None, version: int | None) -> ShownDelivery:
    return ShownDelivery(**_values(delivery, event_title, office_id, version))


def explained(
    delivery: Delivery, event_title: str | None, office_id: UUID | None, version: int | None, *, went_astray: bool
) -> ExplainedDelivery:
    return ExplainedDelivery(**_values(delivery, event_title, office_id, version), went_astray=went_astray)


def _values(delivery: Delivery, event_title: str | None, office_id: UUID | None, version: int | None) -> dict[str, Any]:
    reason, _, code = (delivery.reason or "").partition(" ")
    return {
        "id": delivery.id,
        "purpose": Purpose(delivery.purpose),
        "channel": Channel(delivery.channel),
        "status": DeliveryStatus(delivery.status),
        "event_id": delivery.event_id,
        "event_title": event_title,
        "office_id": office_id if delivery.sign_up_id else None,
        "attempts": delivery.attempt,
        "template_version": (version or AS_DELIVERED) if delivery.attempt else None,
        "reason": Reason(reason) if reason else None,
        "code": int(code) if code else None,
        "planned_at": delivery.created_at,
        "held_until": delivery.next_try_at if delivery.status == DeliveryStatus.HELD else None,
        "finished_at": delivery.finished_at,
    }
