"""What subscribers are written: whether it was them, news, digests and bulletins; one click ends all but the first."""

from datetime import datetime
from email.message import EmailMessage

from liaison_contracts.notifications import Contact

from liaison_notifications import mime, texts
from liaison_notifications.model import Delivery, EventCopy
from liaison_notifications.model.bulletins import words
from liaison_notifications.model.consent.messages import About
from liaison_notifications.model.consent.opt_in import SealedOptIn
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
    said = _said(settings.url.rstrip("/"), delivery, contact, event, about)
    if delivery.channel == Channel.SMS:
        return Sms(str(delivery.id), contact.phone or "", said.text)
    message = texts.headed(contact.email or "", settings.mail_from, delivery.id, now)
    message["Subject"] = said.subject
    message["Content-Language"] = language
    if delivery.purpose != Purpose.OPT_IN:
        one_click(message, f"{contact.link}/unsubscribe")
    mime.fill(message, said.text)
    return message


def _said(url: str, delivery: Delivery, contact: Contact, event: EventCopy | None, about: About) -> words.Said:
    language, channel = spoken(contact.language), Channel(delivery.channel)
    if about.bulletin:
        return words.said(about.bulletin, language, channel, contact.link)
    code = contact.code if isinstance(contact, SealedOptIn) else ""
    values = {"contact": contact, "event": event, "events": about.events, "code": code, "url": url}
    if channel == Channel.SMS:
        return words.Said(subject="", text=one_line(rendered(delivery.purpose, language, "sms", values)))
    return words.Said(
        subject=one_line(rendered(delivery.purpose, language, "subject", values)),
        text=rendered(delivery.purpose, language, "email", values),
    )


def one_click(message: EmailMessage, link: str) -> None:
    """RFC 2369 and 8058. One click needs HTTPS (section 3.1): over HTTP, only a person can follow the link.

    The relay that signs our mail (DKIM) must sign both headers, or no mail program believes them (section 4).
    """
    message["List-Unsubscribe"] = f"<{link}>"
    if link.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
