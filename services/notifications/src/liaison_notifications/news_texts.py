"""What subscribers are written: whether it was them, news, digests and bulletins; one click ends all but the first."""

from datetime import datetime
from email.message import EmailMessage

from liaison_contracts.notifications import Contact

from liaison_notifications import texts
from liaison_notifications.model import Delivery, EventCopy
from liaison_notifications.model.bulletins import words
from liaison_notifications.model.consent.messages import About
from liaison_notifications.model.consent.opt_in import SealedOptIn
from liaison_notifications.model.consent.unsubscribing import unsubscribing_token
from liaison_notifications.model.sending.delivery import Channel, Purpose
from liaison_notifications.model.templates.rendering import one_line, rendered, spoken
from liaison_notifications.providers.provider import Sms
from liaison_notifications.settings import NotificationsSettings

PURPOSES = frozenset({Purpose.OPT_IN, Purpose.NEWS, Purpose.DIGEST, Purpose.BULLETIN})


def written(
    settings: NotificationsSettings,
    delivery: Delivery,
    contact: Contact,
    event: EventCopy | None,
    about: About,
    now: datetime,
) -> Sms | EmailMessage:
    """The message as its provider takes it; texts.UnusableAddress if there is something wrong with theirs."""
    language = spoken(contact.language)
    said = _said(settings, delivery, contact, event, about)
    if delivery.channel == Channel.SMS:
        return Sms(str(delivery.id), contact.phone or "", said.text)
    message = texts.headed(contact.email or "", settings.mail_from, delivery.id, now)
    if delivery.purpose != Purpose.OPT_IN and delivery.subscriber_id:
        token = unsubscribing_token(delivery.subscriber_id, settings.sealing_key_file)
        one_click(message, f"{settings.url.rstrip('/')}/n/{token}/unsubscribe")
    texts.write(message, delivery.id, said.subject, said.text, language, contact.link)
    return message


def _said(
    settings: NotificationsSettings, delivery: Delivery, contact: Contact, event: EventCopy | None, about: About
) -> words.Said:
    language, channel = spoken(contact.language), Channel(delivery.channel)
    if about.bulletin:
        return words.said(about.bulletin, language, channel, contact.link)
    values = {
        "contact": contact,
        "event": event,
        "events": about.events,
        "code": contact.code if isinstance(contact, SealedOptIn) else "",
        "url": settings.url.rstrip("/"),
        "stop": settings.sms_inbound_number,
    }
    if channel == Channel.SMS:
        return words.Said(subject="", text=one_line(rendered(delivery.purpose, language, "sms", values)))
    return words.Said(
        subject=one_line(rendered(delivery.purpose, language, "subject", values)),
        text=rendered(delivery.purpose, language, "email", values),
    )


def one_click(message: EmailMessage, link: str) -> None:
    """RFC 2369 and 8058, with a link that can do nothing else.

    One click needs HTTPS (section 3.1): over HTTP, only a person can follow the link.
    The relay that signs our mail (DKIM) must sign both headers, or no mail program believes them (section 4).
    """
    message["List-Unsubscribe"] = f"<{link}>"
    if link.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
