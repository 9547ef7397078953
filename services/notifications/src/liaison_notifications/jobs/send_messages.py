"""Send what is due: each message is claimed first, so that whatever happens to this process, none goes out twice."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from liaison_contracts.notifications import Contact
from liaison_kit import clock, sealing
from liaison_kit.jobs import JobContext, every
from nacl.public import PrivateKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications import mail, texts
from liaison_notifications.contacts import missing_address, open_contact
from liaison_notifications.model import (
    WAITING,
    Channel,
    ContactPoint,
    Delivery,
    DeliveryStatus,
    EventCopy,
    Outcome,
    Reason,
    SignUpCopy,
    reason_to_drop,
)
from liaison_notifications.settings import NotificationsSettings
from liaison_notifications.sms_gateway import SmsGateway, sms_gateway

log = structlog.get_logger()

AT_ONCE = 10


@dataclass(frozen=True)
class Claimed:
    """A message of this process's, from its claim to its outcome."""

    delivery: Delivery
    attempt: int
    event: EventCopy
    contact: Contact | Reason


@every(timedelta(seconds=0.2))
async def send_messages(context: JobContext) -> bool:
    settings: NotificationsSettings = context.settings
    # Read before anything is claimed: without the key, messages wait untouched.
    key = sealing.read_key(settings.sealing_key_file)
    # The time a claim takes counts too: nothing may be on its way when the lease ends.
    deadline = asyncio.get_running_loop().time() + settings.sending_seconds
    async with context.transaction() as session:
        found, claimed = await claim(session, key, clock.now(), settings.lease)
    if claimed:
        async with sms_gateway(settings) as gateway:
            sending = (_send_and_record(context, gateway, one, deadline) for one in claimed)
            # All of them come to their end before one's failure counts: what was sent is recorded.
            for failure in await asyncio.gather(*sending, return_exceptions=True):
                if failure:
                    raise failure
    return found


async def claim(session: AsyncSession, key: PrivateKey, now: datetime, lease: timedelta) -> tuple[bool, list[Claimed]]:
    """Whether anything was due, and what of it is this process's to send; what has become useless is dropped."""
    due = (
        select(Delivery, EventCopy, SignUpCopy.status, ContactPoint)
        .join(EventCopy, EventCopy.id == Delivery.event_id)
        .join(SignUpCopy, SignUpCopy.id == Delivery.sign_up_id)
        .outerjoin(ContactPoint, ContactPoint.id == Delivery.sign_up_id)
        .where(Delivery.next_try_at <= now, Delivery.status.in_(WAITING))
        .order_by(Delivery.next_try_at)
        .limit(AT_ONCE)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    rows = (await session.execute(due)).all()
    claimed = []
    for delivery, event, sign_up_status, point in rows:
        contact = open_contact(point, key)
        missing = missing_address(contact, Channel(delivery.channel)) if isinstance(contact, Contact) else None
        useless = reason_to_drop(event, sign_up_status, now)
        if useless or missing:
            status, reason = useless or (DeliveryStatus.SUPPRESSED, missing or Reason.CONTACT_MISSING)
            delivery.drop(status, reason, now)
        else:
            delivery.claim(now, lease)
            claimed.append(Claimed(delivery, delivery.attempt, event, contact))
    return bool(rows), claimed


async def _send_and_record(context: JobContext, gateway: SmsGateway, claimed: Claimed, deadline: float) -> None:
    outcome = await _send(context.settings, gateway, claimed, deadline - asyncio.get_running_loop().time())
    async with context.transaction() as session:
        delivery = await session.get(Delivery, claimed.delivery.id, with_for_update=True)
        if delivery is None or not _still_ours(delivery, claimed.attempt, outcome):
            return
        delivery.settle(outcome, clock.now())
    log.info(
        f"delivery.{outcome.status}",
        delivery_id=str(delivery.id),
        channel=delivery.channel,
        attempt=delivery.attempt,
        reason=outcome.reason,
    )


async def _send(settings: NotificationsSettings, gateway: SmsGateway, claimed: Claimed, seconds: float) -> Outcome:
    delivery, contact, event = claimed.delivery, claimed.contact, claimed.event
    if not isinstance(contact, Contact):
        return Outcome(DeliveryStatus.FAILED, contact)
    if seconds <= 0:
        return Outcome(DeliveryStatus.RETRY_WAIT, Reason.LEASE_EXPIRED)
    if delivery.channel == Channel.SMS:
        text = texts.sms(delivery.purpose, contact, event)
        return await gateway.send(str(delivery.id), contact.phone or "", text, seconds)
    try:
        message = texts.email(delivery.purpose, contact, event, delivery.id, settings.mail_from, clock.now())
    except texts.UnusableAddress:
        return Outcome(DeliveryStatus.FAILED, Reason.ADDRESS_UNUSABLE)
    return await mail.send(message, settings.smtp_url, seconds)


def _still_ours(delivery: Delivery, attempt: int, outcome: Outcome) -> bool:
    """After the lease it is in doubt; then only a certain success may still settle it."""
    if delivery.attempt != attempt:
        return False
    in_doubt = delivery.status == DeliveryStatus.UNKNOWN and outcome.status == DeliveryStatus.ACCEPTED
    return delivery.status == DeliveryStatus.CLAIMED or in_doubt
