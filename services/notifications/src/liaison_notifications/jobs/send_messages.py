"""Send what is due: each message is claimed first, so that whatever happens to this process, none goes out twice."""

import asyncio
from datetime import timedelta

import structlog
from liaison_contracts.notifications import StaffLetter
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every

from liaison_notifications import mail, texts
from liaison_notifications.model import Delivery
from liaison_notifications.model.claims import Claimed, claim
from liaison_notifications.model.delivery import Channel, DeliveryStatus, Outcome, Reason
from liaison_notifications.settings import NotificationsSettings
from liaison_notifications.sms_gateway import SmsGateway, sms_gateway

log = structlog.get_logger()


@every(timedelta(seconds=0.2))
async def send_messages(context: JobContext) -> bool:
    settings: NotificationsSettings = context.settings
    # The time a claim takes counts too: nothing may be on its way when the lease ends.
    deadline = asyncio.get_running_loop().time() + settings.sending_seconds
    async with context.transaction() as session:
        found, claimed = await claim(session, settings.sealing_key_file, clock.now(), settings.lease)
    if claimed:
        async with sms_gateway(settings) as gateway:
            sending = (_send_and_record(context, gateway, one, deadline) for one in claimed)
            # All of them come to their end before one's failure counts: what was sent is recorded.
            for failure in await asyncio.gather(*sending, return_exceptions=True):
                if failure:
                    raise failure
    return found


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
    if isinstance(contact, Reason):
        return Outcome(DeliveryStatus.FAILED, contact)
    if seconds <= 0:
        return Outcome(DeliveryStatus.RETRY_WAIT, Reason.LEASE_EXPIRED)
    if isinstance(contact, StaffLetter) or event is None:
        return await _send_letter(settings, claimed, seconds)
    if delivery.channel == Channel.SMS:
        text = texts.sms(delivery.purpose, contact, event, claimed.offered_until)
        return await gateway.send(str(delivery.id), contact.phone or "", text, seconds)
    try:
        sender, until = settings.mail_from, claimed.offered_until
        message = texts.email(delivery.purpose, contact, event, delivery.id, sender, clock.now(), until)
    except texts.UnusableAddress:
        return Outcome(DeliveryStatus.FAILED, Reason.ADDRESS_UNUSABLE)
    return await mail.send(message, settings.smtp_url, seconds)


async def _send_letter(settings: NotificationsSettings, claimed: Claimed, seconds: float) -> Outcome:
    delivery, letter = claimed.delivery, claimed.contact
    assert isinstance(letter, StaffLetter)
    try:
        message = texts.letter(delivery.purpose, letter, delivery.id, settings.mail_from, clock.now())
    except texts.UnusableAddress:
        return Outcome(DeliveryStatus.FAILED, Reason.ADDRESS_UNUSABLE)
    return await mail.send(message, settings.smtp_url, seconds)


def _still_ours(delivery: Delivery, attempt: int, outcome: Outcome) -> bool:
    """After the lease it is in doubt; then only a certain success may still settle it."""
    if delivery.attempt != attempt:
        return False
    in_doubt = delivery.status == DeliveryStatus.UNKNOWN and outcome.status == DeliveryStatus.ACCEPTED
    return delivery.status == DeliveryStatus.CLAIMED or in_doubt
