"""What a template makes of examples: what is shown before it is published, and what it is checked by."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from jinja2 import TemplateError
from liaison_pages.language import Language
from pydantic import BaseModel, Field

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.checking import NotWritten, TextUnusable, check_source
from liaison_notifications.model.templates.placeholders import Kind, Words, needed, placeholders
from liaison_notifications.model.templates.rendering import one_line, rendered_in_sandbox
from liaison_notifications.model.templates.template import Key
from liaison_notifications.providers.parts import PLAIN, Divided, Encoding, divided, plain, width

MOST_PARTS = 6
MOST_CHARACTERS = 8
TOKEN = "q8Zr3tWm0Kc7-" * 3 + "q8Zr"
"""As long as the secret of a personal link."""


class LeftOut(TextUnusable):
    """It must say {name}: without it people would not know what to do."""


class SaysNothing(TextUnusable):
    """Nothing would be left of it in some messages."""


class TooManyParts(TextUnusable):
    """It would be sent in {parts} parts. Make it shorter: there may be 6 at most."""


class CostlyCharacter(BaseModel):
    """A character that takes more than one place, or that makes all others do; `plain`: what could stand for it."""

    character: str
    name: str
    times: int
    plain: str | None


class ShownSms(BaseModel):
    """How it travels; `left`: places that are still free in the last part. `cost` in kopiykas, if a price is known."""

    encoding: Encoding
    parts: int
    units: int
    left: int
    cost: int | None
    costly: list[CostlyCharacter] = Field(description="What makes it longer; empty where its alphabet does.")
    plain_parts: int | None = Field(description="Parts with plain marks for typographic ones, if these alone cost.")


class Preview(BaseModel):
    """One example; `example` says whose words its content is in, `uk` or `en`."""

    example: str
    subject: str
    text: str
    sms: ShownSms | None


@dataclass(frozen=True)
class Example:
    """What is put into the placeholders."""

    language: str
    values: Mapping[str, Any]


def examples(now: datetime, url: str) -> Sequence[Example]:
    """One within a day and in Ukrainian, one over night and in English: what can be different is."""
    starts_at = (now + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    link = f"{url}/sign-ups/{TOKEN}"
    ukrainian = SimpleNamespace(
        title="Бюджет громадських ініціатив: як подати проєкт",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        office_name="Офіс у Вінницьких Хуторах",
        room_name="Велика зала",
        address="вул. Незалежності, 1",
    )
    english = SimpleNamespace(
        title="A night of volunteering: packing parcels until the morning comes",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=1),
        office_name="Khutory office",
        room_name="Great hall",
        address="1 Nezalezhnosti St.",
    )
    people = {"uk": "Олена Коваленко", "en": "Olena Kovalenko"}
    return [
        Example(
            code,
            {
                "event": event,
                "contact": SimpleNamespace(name=people[code], link=link),
                "letter": SimpleNamespace(name=people[code], link=f"{url}/sign-in/links/{TOKEN}"),
                "offered_until": starts_at - timedelta(hours=20),
            },
        )
        for code, event in (("uk", ukrainian), ("en", english))
    ]


def previews(key: Key, subject: str, text: str, now: datetime, url: str, price: int) -> list[Preview]:
    """What it makes of each example; TextUnusable if it cannot be used."""
    purpose, channel = Words(key.purpose), Channel(key.channel)
    declared = placeholders(purpose, channel)
    for field, source in (("subject", subject), ("text", text)):
        check_source(field, source, declared)
    found = []
    for example in examples(now, url):
        values = {name: value for name, value in example.values.items() if _is_declared(name, declared)}
        said = one_line(_said("text", key.language, text, values)) if channel == Channel.SMS else None
        body = said if said is not None else _said("text", key.language, text, values)
        heading = one_line(_said("subject", key.language, subject, values)) if channel == Channel.EMAIL else ""
        _must_say_all(key, body, heading, values)
        sms = shown_sms(said, price) if said is not None else None
        if sms and sms.parts > MOST_PARTS:
            raise TooManyParts("text", parts=sms.parts)
        found.append(Preview(example=example.language, subject=heading, text=body, sms=sms))
    return found


def shown_sms(text: str, price: int) -> ShownSms:
    """`price`: of a part, in kopiykas; 0 if it is not known."""
    found, simple = divided(text), plain(text)
    return ShownSms(
        encoding=found.encoding,
        parts=len(found.parts),
        units=found.units,
        left=found.left,
        cost=price * len(found.parts) if price else None,
        costly=_costly(text, found),
        plain_parts=len(divided(simple).parts) if simple is not None else None,
    )


def plain_source(text: str) -> str:
    """With plain marks for typographic ones."""
    return "".join(PLAIN.get(character, character) for character in text)


def _costly(text: str, found: Divided) -> list[CostlyCharacter]:
    if found.encoding == Encoding.GSM:
        counted = Counter(one for one in text if width(one, found.encoding) > 1)
    else:
        counted = Counter(one for one in text if divided(one).encoding == Encoding.UCS2)
        letters = [one for one in text if one.isalpha()]
        if 4 * sum(one in counted for one in letters) > len(letters):  # its alphabet: nobody is to write without it
            counted = Counter(one for one in text if width(one, found.encoding) > 1)
    return [
        CostlyCharacter(character=one, name=unicodedata.name(one, "").capitalize(), times=times, plain=PLAIN.get(one))
        for one, times in counted.most_common(MOST_CHARACTERS)
    ]


def _said(field: str, language: str, source: str, values: Mapping[str, Any]) -> str:
    try:
        return rendered_in_sandbox(language, source, values)
    except (TemplateError, TypeError, ValueError) as error:
        raise NotWritten(field, line=getattr(error, "lineno", None) or 1) from None


def _is_declared(name: str, declared: Mapping[str, Kind]) -> bool:
    return any(one.partition(".")[0] == name for one in declared)


def _must_say_all(key: Key, body: str, heading: str, values: Mapping[str, Any]) -> None:
    """In each example: what stands only under a condition is missing where the condition is not met."""
    channel = Channel(key.channel)
    if not body.strip():
        raise SaysNothing("text")
    if channel == Channel.EMAIL and not heading:
        raise SaysNothing("subject")
    for name in needed(Words(key.purpose), channel):
        root, _, attribute = name.partition(".")
        value = getattr(values[root], attribute) if attribute else values[root]
        # A title may be shortened; its beginning is there all the same.
        wanted = one_line(value)[:20] if isinstance(value, str) and not value.startswith("http") else value
        if not isinstance(wanted, str):
            wanted = Language(key.language).time(wanted)
        if wanted not in body:
            raise LeftOut("text", name=name)
