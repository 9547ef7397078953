"""What all jobs that send have in common: hand over what is claimed, record what came of it."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage

import structlog
from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import clock
from liaison_kit.database import is_infrastructure
from liaison_kit.jobs import JobContext
from liaison_kit.traces import spans
from liaison_kit.traces.spans import Cause, Kind

from liaison_notifications import news_texts, texts
from liaison_notifications.model.requests.request import Asked
from liaison_notifications.model.sending.claims import Outgoing
from liaison_notifications.model.sending.delivery import Channel, DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.lanes import Lane
from liaison_notifications.model.sending.measures import took
from liaison_notifications.model.sending.settling import conclude, settle
from liaison_notifications.model.templates.template import words_for
from liaison_notifications.model.templates.trials import Trial
from liaison_notifications.providers.of_settings import Providers
from liaison_notifications.providers.provider import Sms
from liaison_notifications.providers.weights import Choice
from liaison_notifications.settings import NotificationsSettings

log = structlog.get_logger()

RECORD_AGAIN_SECONDS = 0.5


def providers(context: JobContext) -> Providers:
    return context.kept.one(Providers, lambda: Providers(context.settings))


async def record(context: JobContext, outcomes: Sequence[tuple[Outgoing, Outcome]], until: float) -> None:
    """What is known is not given up because the database is away for a moment: without it all would be in doubt."""
    conclude(outcomes, clock.now())
    while True:
        try:
            settled = await settle(context.database, outcomes)
            break
        except Exception as error:
            if not is_infrastructure(error) or asyncio.get_running_loop().time() > until:
                raise
            log.warning("outcomes.waiting", count=len(outcomes), error=type(error).__name__)
            await asyncio.sleep(RECORD_AGAIN_SECONDS)
    same = defaultdict[tuple[str, str, str | None, int, str | None], list[str]](list)
    for claimed, outcome in outcomes:
        delivery = claimed.delivery
        if delivery.id in settled:
            took(delivery, outcome.status)
            went = (outcome.status, delivery.channel, delivery.provider, claimed.attempt, outcome.reason)
            same[went].append(str(delivery.id))
    # One line for all that went alike: a bulletin goes to tens of thousands.
    for (status, channel, provider, attempt, reason), ids in same.items():
        log.info(
            f"delivery.{status}", delivery_ids=ids, channel=channel, provider=provider, attempt=attempt, reason=reason
        )


async def send(context: JobContext, claimed: Outgoing, choice: Choice, until: float) -> Outcome:
    """Hands it over, as the last part of the trace that planned it."""
    delivery = claimed.delivery
    known: dict[str, str | int] = {
        "liaison.delivery.id": str(delivery.id),
        "liaison.delivery.purpose": delivery.purpose,
        "liaison.delivery.channel": delivery.channel,
        "liaison.delivery.provider": choice.name,
        "liaison.delivery.attempt": claimed.attempt,
    }
    cause = Cause(delivery.traceparent, delivery.created_at)
    with spans.caused(f"send {delivery.purpose} by {delivery.channel}", Kind.CLIENT, known, cause) as span:
        outcome = await _handed_over(context, claimed, choice, until)
        span.tell({"liaison.delivery.outcome": outcome.status})
        if outcome.status != DeliveryStatus.ACCEPTED:
            span.fail(outcome.reason or outcome.status)
    return outcome


async def _handed_over(context: JobContext, claimed: Outgoing, choice: Choice, until: float) -> Outcome:
    delivery = claimed.delivery
    if isinstance(claimed.contact, Reason):
        return Outcome(DeliveryStatus.FAILED, claimed.contact)
    try:
        message = written(context.settings, claimed)
    except texts.UnusableAddress:
        return Outcome(DeliveryStatus.FAILED, Reason.ADDRESS_UNUSABLE)
    parts = message.parts if isinstance(message, Sms) else 1
    urgent = delivery.lane == Lane.URGENT
    return await providers(context).of(delivery.channel).send(choice, message, parts, urgent, until)


def written(settings: NotificationsSettings, claimed: Outgoing) -> Sms | EmailMessage:
    """The message as its provider takes it; UnusableAddress if there is something wrong with theirs."""
    try:
        return _in_its_words(settings, claimed)
    except texts.WordsUnusable:
        # Better in other words than not at all; and it is known with which ones it went.
        log.error(
            "template.unusable", delivery_id=str(claimed.delivery.id), version=str(claimed.words and claimed.words.id)
        )
        claimed.delivery.template_version_id = None
        return _in_its_words(settings, replace(claimed, words=None))


def _in_its_words(settings: NotificationsSettings, claimed: Outgoing) -> Sms | EmailMessage:
    delivery, contact, event, until = claimed.delivery, claimed.contact, claimed.event, claimed.offered_until
    own_id, sender, now = delivery.id, settings.mail_from, clock.now()
    if isinstance(contact, Trial):
        is_sms = delivery.channel == Channel.SMS
        return Sms(str(own_id), contact.to, contact.text) if is_sms else texts.trial(contact, own_id, sender, now)
    if isinstance(contact, Asked):
        return texts.asked(contact, delivery.channel, own_id, sender, now)
    if delivery.purpose in news_texts.PURPOSES and isinstance(contact, Contact):
        return news_texts.written(settings, delivery, contact, event, claimed.about, now)
    if isinstance(contact, StaffLetter) or event is None:
        assert isinstance(contact, StaffLetter)
        return texts.letter(delivery.purpose, contact, own_id, sender, now, claimed.words)
    assert isinstance(contact, Contact)
    words = words_for(delivery.purpose, event)
    if delivery.channel == Channel.SMS:
        text = texts.sms(words, contact, event, until, claimed.words)
        return Sms(str(own_id), contact.phone or "", text)
    return texts.email(words, contact, event, own_id, sender, now, until, claimed.words)
