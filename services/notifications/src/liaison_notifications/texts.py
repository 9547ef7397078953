"""What messages say: rendered while sending, from templates/messages/."""

import functools
import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from uuid import UUID

from jinja2 import TemplateError
from liaison_contracts.events import EventStatus
from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit.formats.calendar_file import Entry, calendar_file

from liaison_notifications import mime
from liaison_notifications.html import html_of
from liaison_notifications.model import EventCopy, TemplateVersion
from liaison_notifications.model.requests.request import Asked
from liaison_notifications.model.sending.delivery import Channel, Purpose
from liaison_notifications.model.templates.rendering import one_line, rendered, rendered_in_sandbox, spoken
from liaison_notifications.model.templates.trials import Trial
from liaison_notifications.providers.provider import Sms

PLAIN = re.compile(r"[\w+-]+(\.[\w+-]+)*@[\w-]+(\.[\w-]+)+", re.ASCII)
"""Most addresses, which need no parser: that takes as long as all the text of a mail."""


class UnusableAddress(Exception):
    """An address that no mail can be written to."""


class WordsUnusable(Exception):
    """What somebody has written says nothing of this: rare, for it was tried out before."""


def sms(
    purpose: str,
    contact: Contact,
    event: EventCopy,
    offered_until: datetime | None = None,
    words: TemplateVersion | None = None,
) -> str:
    """One line of text; `offered_until`: how long a place is held, where the message offers one."""
    values = {"contact": contact, "event": event, "offered_until": offered_until}
    return one_line(_say(purpose, contact.language, "sms", values, words))


def email(
    purpose: str,
    contact: Contact,
    event: EventCopy,
    delivery_id: UUID,
    sender: str,
    now: datetime,
    offered_until: datetime | None = None,
    words: TemplateVersion | None = None,
) -> EmailMessage:
    """A whole mail, with the event as a calendar file where it is to come; UnusableAddress if theirs cannot be one.

    Its Message-ID depends on the delivery alone: sent twice, it is recognisably the same mail.
    """
    message = headed(contact.email or "", sender, delivery_id, now)
    values = {"contact": contact, "event": event, "offered_until": offered_until}
    subject = one_line(_say(purpose, contact.language, "subject", values, words))
    body = _say(purpose, contact.language, "email", values, words)
    calendar = b"" if purpose == Purpose.THANKS else calendar_of(event)
    write(message, delivery_id, subject, body, contact.language, contact.link, calendar)
    return message


def letter(
    purpose: str,
    content: StaffLetter,
    delivery_id: UUID,
    sender: str,
    now: datetime,
    words: TemplateVersion | None = None,
) -> EmailMessage:
    """A whole mail with somebody's link, in their language; UnusableAddress as above."""
    message = headed(content.email, sender, delivery_id, now)
    subject = one_line(_say(purpose, content.language, "subject", {"letter": content}, words))
    body = _say(purpose, content.language, "email", {"letter": content}, words)
    write(message, delivery_id, subject, body, content.language, content.link)
    return message


def trial(content: Trial, delivery_id: UUID, sender: str, now: datetime) -> EmailMessage:
    """What somebody sends to themselves; UnusableAddress as above."""
    message = headed(content.to, sender, delivery_id, now)
    write(message, delivery_id, one_line(content.subject), content.text, content.language)
    return message


def asked(content: Asked, channel: str, delivery_id: UUID, sender: str, now: datetime) -> Sms | EmailMessage:
    """What another system asked for, in its words; a mail says who that is. UnusableAddress as above."""
    if channel == Channel.SMS:
        return Sms(str(delivery_id), content.phone or "", one_line(content.sms))
    message = headed(content.email or "", sender, delivery_id, now)
    values = {"text": content.text.replace("\r\n", "\n").strip("\n"), "system": content.system}
    body = rendered(Purpose.REQUESTED, content.language, "email", values)
    write(message, delivery_id, one_line(content.subject), body, content.language)
    return message


def write(
    message: EmailMessage,
    delivery_id: UUID,
    subject: str,
    text: str,
    language: str,
    link: str = "",
    calendar: bytes = b"",
) -> None:
    """Gives a mail that has its head what it says, as text and as HTML; `link`: see html.html_of."""
    language = spoken(language)
    message["Subject"], message["Content-Language"] = subject, language
    mime.fill(message, text, html_of(text, subject, language, link), delivery_id.hex, calendar)


def headed(to: str, sender: str, delivery_id: UUID, now: datetime) -> EmailMessage:
    """A mail of ours without subject and text; UnusableAddress as above."""
    message = mime.new_mail()
    message["From"] = sender
    message["To"] = _address(to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{delivery_id}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def calendar_of(event: EventCopy) -> bytes:
    """The event for a calendar program; a newer version of the same event replaces an older one."""
    entry = Entry(
        id=event.id,
        version=event.version,
        title=one_line(event.title),
        place=one_line(", ".join(filter(None, (event.office_name, event.room_name, event.address)))),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        cancelled=event.status == EventStatus.CANCELLED,
        modified_at=event.modified_at,
    )
    return _file_of(entry)


@functools.lru_cache(maxsize=256)
def _file_of(entry: Entry) -> bytes:
    """The same for everybody who is written to about it."""
    return calendar_file([entry], "Notifications", method="PUBLISH")


def _address(text: str) -> str:
    if PLAIN.fullmatch(text):
        return text
    try:
        return str(Address(addr_spec=text))
    except (MessageError, ValueError, IndexError) as error:  # the parser's ways to refuse
        raise UnusableAddress from error


@functools.lru_cache(maxsize=16)
def domain_of(sender: str) -> str:
    """`liaison.example` of `Офіси взаємодії <office@liaison.example>`"""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _say(purpose: str, language: str, part: str, values: dict[str, Any], words: TemplateVersion | None) -> str:
    """WordsUnusable if somebody's words cannot be turned into a text."""
    if words is None:
        return rendered(purpose, spoken(language), part, values)
    try:
        source = words.subject if part == "subject" else words.text
        return rendered_in_sandbox(spoken(language), source, values)
    except (TemplateError, TypeError, ValueError) as error:
        raise WordsUnusable from error
