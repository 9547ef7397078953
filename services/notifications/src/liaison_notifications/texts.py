"""What messages say: rendered while sending, from templates/messages/."""

import functools
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined
from liaison_contracts.events import EventStatus
from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit.clock import KYIV
from liaison_kit.formats.calendar_file import Entry, calendar_file
from liaison_pages.language import Language

from liaison_notifications import mime
from liaison_notifications.model import EventCopy
from liaison_notifications.model.delivery import Purpose

LONGEST_TITLE_IN_SMS = 60
LANGUAGE = Language("uk")
LETTERS = ("uk", "en")
"""The languages that messages are written in."""


class UnusableAddress(Exception):
    """An address that no mail can be written to."""


def one_line(text: str) -> str:
    """Without line breaks: a title or a name must not be able to begin a new header or paragraph."""
    return " ".join(text.split())


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut between words where possible."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.;:–—-") + "…"


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("liaison_notifications", "templates/messages"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"one_line": one_line, "shortened": shortened}
    environment.globals |= {
        "day": language.day,
        "time": language.time,
        "weekday": language.weekday,
        "short_day": lambda moment: moment.astimezone(KYIV).strftime("%d.%m"),
        "longest_title": LONGEST_TITLE_IN_SMS,
    }
    return environment


TEMPLATES = {code: _environment(Language(code)) for code in LETTERS}
"""By language: dates in a message are written in that of its words."""


def spoken(wanted: str) -> str:
    """The language a message is written in: the one that is wanted, where we write it."""
    return wanted if wanted in LETTERS else LANGUAGE.code


def sms(purpose: str, contact: Contact, event: EventCopy, offered_until: datetime | None = None) -> str:
    """One line of text; `offered_until`: how long a place is held, where the message offers one."""
    return one_line(_render(purpose, "sms", contact, event, offered_until))


def email(
    purpose: str,
    contact: Contact,
    event: EventCopy,
    delivery_id: UUID,
    sender: str,
    now: datetime,
    offered_until: datetime | None = None,
) -> EmailMessage:
    """A whole mail, with the event as a calendar file where it is to come; UnusableAddress if theirs cannot be one.

    Its Message-ID depends on the delivery alone: sent twice, it is recognisably the same mail.
    """
    message = headed(contact.email or "", sender, delivery_id, now)
    message["Subject"] = one_line(_render(purpose, "subject", contact, event, offered_until))
    message["Content-Language"] = spoken(contact.language)
    body = _render(purpose, "email", contact, event, offered_until)
    calendar = b"" if purpose == Purpose.THANKS else calendar_of(event)
    mime.fill(message, body, calendar, boundary=delivery_id.hex)
    return message


def letter(purpose: str, content: StaffLetter, delivery_id: UUID, sender: str, now: datetime) -> EmailMessage:
    """A whole mail with somebody's link, in their language; UnusableAddress as above."""
    language = spoken(content.language)
    message = headed(content.email, sender, delivery_id, now)
    subject, body = (
        TEMPLATES[language].get_template(f"{purpose}.{language}.{part}.txt") for part in ("subject", "email")
    )
    message["Subject"] = one_line(subject.render(letter=content))
    message["Content-Language"] = language
    mime.fill(message, body.render(letter=content))
    return message


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


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (MessageError, ValueError, IndexError) as error:  # the parser's ways to refuse
        raise UnusableAddress from error


@functools.lru_cache(maxsize=16)
def domain_of(sender: str) -> str:
    """`liaison.example` of `Офіси взаємодії <office@liaison.example>`"""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _render(purpose: str, part: str, contact: Contact, event: EventCopy, offered_until: datetime | None) -> str:
    language = spoken(contact.language)
    template = TEMPLATES[language].get_template(f"{purpose}.{language}.{part}.txt")
    text = template.render(contact=contact, event=event, offered_until=offered_until)
    # Dates come with a space that old telephones and mail programs show as a box.
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ")
