"""Show somebody's own data: all that is kept of a subscriber, as a file that other programs can read."""

from datetime import datetime

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_notifications.model import Delivery
from liaison_notifications.model.consent.addresses import masked
from liaison_notifications.model.consent.choices import Choices
from liaison_notifications.model.consent.ledger import Act, ConsentPurpose, How, entries_of
from liaison_notifications.model.consent.opt_in import OptIn
from liaison_notifications.model.consent.subscribers import Subscription, by_link, contact_of
from liaison_notifications.model.consent.suppression import Suppression, SuppressionReason
from liaison_notifications.model.sending.delivery import Channel, DeliveryStatus, Purpose

router = web.router(ANYBODY)


class OwnSubscription(Choices):
    """What is followed now."""

    purpose: ConsentPurpose
    since: datetime


class OwnConsent(Choices):
    """One entry of the ledger."""

    at: datetime
    purpose: ConsentPurpose
    channel: Channel
    act: Act
    how: How
    text_version: str


class OwnMessage(BaseModel):
    """A message and what became of it; its text is not kept."""

    created_at: datetime
    finished_at: datetime | None
    purpose: Purpose
    channel: Channel
    status: DeliveryStatus


class OwnRequest(Choices):
    """A request of the last 48 hours."""

    weekly: bool
    bulletins: bool
    asked_at: datetime
    confirmed_at: datetime | None


class OwnSuppression(BaseModel):
    """A reason why nothing is sent to the address, or was not."""

    since: datetime
    expires_at: datetime | None
    lifted_at: datetime | None
    reason: SuppressionReason


class OwnData(BaseModel):
    """Without a contact, no key opens it any more."""

    contact: str | None = Field(
        description="Telephone or email, as its owner knows it again: whoever was given the link does not learn it."
    )
    language: str | None
    since: datetime
    subscriptions: list[OwnSubscription]
    consents: list[OwnConsent]
    requests: list[OwnRequest]
    messages: list[OwnMessage]
    suppressions: list[OwnSuppression]


@router.get("/n/{token}/data.json", response_model=OwnData, dependencies=[personal_link])
async def show_own_data(session: Session, token: str, request: Request) -> Response:
    subscriber = await by_link(session, token)
    contact = contact_of(subscriber, request.app.state.settings.sealing_key_file)
    followed = await session.scalars(select(Subscription).where(Subscription.subscriber_id == subscriber.id))
    asked = await session.scalars(select(OptIn).where(OptIn.address_hash == subscriber.address_hash).order_by(OptIn.id))
    sent = select(Delivery).where(Delivery.subscriber_id == subscriber.id).order_by(Delivery.id)
    against = select(Suppression).where(Suppression.address_hash == subscriber.address_hash).order_by(Suppression.id)
    told = OwnData(
        contact=masked(contact.phone or contact.email or "") if contact else None,
        language=contact.language if contact else None,
        since=subscriber.since,
        subscriptions=[OwnSubscription.model_validate(one, from_attributes=True) for one in followed],
        consents=[
            OwnConsent.model_validate(one, from_attributes=True) for one in await entries_of(session, subscriber.id)
        ],
        requests=[OwnRequest.model_validate(one, from_attributes=True) for one in asked],
        messages=[OwnMessage.model_validate(one, from_attributes=True) for one in await session.scalars(sent)],
        suppressions=[
            OwnSuppression.model_validate(one, from_attributes=True) for one in await session.scalars(against)
        ],
    )
    attached = {"Content-Disposition": 'attachment; filename="liaison-data.json"'}
    return Response(told.model_dump_json(indent=2), media_type="application/json", headers=attached)
