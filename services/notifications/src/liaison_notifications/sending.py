"""What all jobs that send have in common: claim, hand over, record; many at a time, each message at most once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage

import structlog
from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import clock
from liaison_kit.database import is_infrastructure
from liaison_kit.jobs import JobContext

from liaison_notifications import news_texts, texts
from liaison_notifications.model.sending.claims import Claimed, claim
from liaison_notifications.model.sending.delivery import Channel, DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.lanes import Lane
from liaison_notifications.model.sending.settling import conclude, settle
from liaison_notifications.model.templates.template import words_for
from liaison_notifications.model.templates.trials import Trial
from liaison_notifications.providers.of_settings import Providers
from liaison_notifications.providers.parts import parts_of
from liaison_notifications.providers.provider import Sms
from liaison_notifications.providers.weights import Choice
from liaison_notifications.settings import NotificationsSettings

log = structlog.get_logger()

ROUNDS_AT_ONCE = 2
"""While the last messages of one round are under way, the next is claimed."""
NEW_ROUNDS_SECONDS = 2.0
LOOK_AGAIN_SECONDS = 0.1
RECORD_AGAIN_SECONDS = 0.5
GATHERED_SECONDS = 0.02
"""For so long outcomes wait for others, to be recorded with them."""


def providers(context: JobContext) -> Providers:
    return context.kept.one(Providers, lambda: Providers(context.settings))


async def send_due(context: JobContext, slowest: Lane) -> bool:
    """Sends what is due in these lanes; whether there was any."""
    loop = asyncio.get_running_loop()
    worked, begin, rounds = False, loop.time(), set[asyncio.Task[None]]()
    try:
        while loop.time() < begin + NEW_ROUNDS_SECONDS:
            if len(rounds) >= ROUNDS_AT_ONCE:
                done, rounds = await asyncio.wait(rounds, return_when=asyncio.FIRST_COMPLETED)
                for each in done:
                    each.result()
            found, sending = await _round(context, slowest)
            worked = worked or found
            if sending:
                rounds.add(sending)
            if not found and not rounds:
                break
            if not found:  # what comes while the last ones are under way need not wait for their end
                done, rounds = await asyncio.wait(rounds, timeout=LOOK_AGAIN_SECONDS)
                for each in done:
                    each.result()
    finally:
        # All of them come to their end before one's failure counts: what was sent is recorded.
        for failure in await asyncio.gather(*rounds, return_exceptions=True):
            if failure:
                raise failure
    return worked


async def _round(context: JobContext, slowest: Lane) -> tuple[bool, asyncio.Task[None] | None]:
    """Claims what is due, and begins to send it."""
    settings: NotificationsSettings = context.settings
    # The time a claim takes counts too: nothing may be on its way when the lease ends.
    until = asyncio.get_running_loop().time() + settings.sending_seconds
    trials: set[str] = set()

    def choose(channel: Channel, but: str | None) -> str:
        choice = providers(context).of(channel).choose(but)
        if choice.trial:
            trials.add(choice.name)
        return choice.name

    async with context.transaction() as session:
        key_file, manners = settings.sealing_key_file, settings.manners
        found, claimed = await claim(session, key_file, clock.now(), settings.lease, choose, slowest, manners)
    return found, asyncio.create_task(_send_and_record(context, claimed, trials, until)) if claimed else None


async def _send_and_record(context: JobContext, claimed: Sequence[Claimed], trials: set[str], until: float) -> None:
    sending: dict[asyncio.Task[Outcome], Claimed] = {}
    turns = asyncio.Lock()
    for one in claimed:
        name = one.delivery.provider or providers(context).of(one.delivery.channel).first
        choice = Choice(name, trial=name in trials)
        trials.discard(name)
        sending[asyncio.create_task(_send(context, one, choice, turns, until))] = one
    failures: list[BaseException] = []
    while sending:
        await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        done, _ = await asyncio.wait(sending, timeout=GATHERED_SECONDS)
        failures += [error for each in done if (error := each.exception())]
        outcomes = [(sending.pop(each), each) for each in done]
        try:
            known = [(one, each.result()) for one, each in outcomes if not each.exception()]
            await _record(context, known, until + context.settings.sending_seconds)
        except Exception as error:  # noqa: BLE001 - it is raised, once what else is under way has ended
            failures.append(error)
    if failures:
        raise failures[0]


async def _record(context: JobContext, outcomes: Sequence[tuple[Claimed, Outcome]], until: float) -> None:
    """What is known is not given up because the database is away for a moment: without it all would be in doubt."""
    conclude(outcomes, clock.now())
    while True:
        try:
            async with context.transaction() as session:
                settled = await settle(session, outcomes)
            break
        except Exception as error:
            if not is_infrastructure(error) or asyncio.get_running_loop().time() > until:
                raise
            log.warning("outcomes.waiting", count=len(outcomes), error=type(error).__name__)
            await asyncio.sleep(RECORD_AGAIN_SECONDS)
    for claimed, outcome in outcomes:
        delivery = claimed.delivery
        if delivery.id in settled:
            log.info(
                f"delivery.{outcome.status}",
                delivery_id=str(delivery.id),
                channel=delivery.channel,
                provider=delivery.provider,
                attempt=claimed.attempt,
                reason=outcome.reason,
            )


async def _send(context: JobContext, claimed: Claimed, choice: Choice, turns: asyncio.Lock, until: float) -> Outcome:
    delivery = claimed.delivery
    if isinstance(claimed.contact, Reason):
        return Outcome(DeliveryStatus.FAILED, claimed.contact)
    try:
        message = await _written_in_turn(context.settings, claimed, turns)
    except texts.UnusableAddress:
        return Outcome(DeliveryStatus.FAILED, Reason.ADDRESS_UNUSABLE)
    parts = parts_of(message.text) if isinstance(message, Sms) else 1
    urgent = delivery.lane == Lane.URGENT
    return await providers(context).of(delivery.channel).send(choice, message, parts, urgent, until)


async def _written_in_turn(
    settings: NotificationsSettings, claimed: Claimed, turns: asyncio.Lock
) -> Sms | EmailMessage:
    """Between any two that can wait the event loop goes round, so that two hundred of them hold up nothing urgent."""
    if claimed.delivery.lane == Lane.URGENT:
        return written(settings, claimed)
    async with turns:
        return written(settings, claimed)


def written(settings: NotificationsSettings, claimed: Claimed) -> Sms | EmailMessage:
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


def _in_its_words(settings: NotificationsSettings, claimed: Claimed) -> Sms | EmailMessage:
    delivery, contact, event, until = claimed.delivery, claimed.contact, claimed.event, claimed.offered_until
    own_id, sender, now = delivery.id, settings.mail_from, clock.now()
    if isinstance(contact, Trial):
        is_sms = delivery.channel == Channel.SMS
        return Sms(str(own_id), contact.to, contact.text) if is_sms else texts.trial(contact, own_id, sender, now)
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
