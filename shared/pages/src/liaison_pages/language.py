"""Ukrainian and English: which one a request wants, and the texts in it."""

import functools
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from fastapi import Request
from liaison_kit import cookies
from liaison_kit.clock import KYIV

LANGUAGES = ("uk", "en")
FOLDER = Path(__file__).parent / "translations"


def of_request(request: Request) -> str:
    """`?lang=` if given, else what was chosen before, else Ukrainian."""
    asked = request.query_params.get("lang") or request.cookies.get(cookies.LANGUAGE.name)
    return asked if asked in LANGUAGES else LANGUAGES[0]


@functools.cache
def _texts(language: str) -> Mapping[str, str | tuple[str, ...]]:
    """Every translation of a language, from its .po files; English is what the templates are written in."""
    texts: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    texts[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return texts


def _plural_form(number: int) -> int:
    """Ukrainian: one, few, many (CLDR)."""
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


class Language:
    """The texts, dates and names of one language, as templates use them."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._locale = {"uk": "uk", "en": "en_GB"}[code]

    def text(self, message: str, /, **values: Any) -> str:
        """`_("Signed up: {count}", count=3)`"""
        found = _texts(self.code).get(message, message)
        sentence = found if isinstance(found, str) else found[0]
        return sentence.format(**values) if values else sentence

    def plural(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """`ngettext("{n} place", "{n} places", count)`"""
        found = _texts(self.code).get(one)
        if isinstance(found, tuple):
            return found[_plural_form(number)].format(n=number, **values)
        return (one if number == 1 else many).format(n=number, **values)

    def pick(self, thing: Any, name: str) -> Any:
        """The content field in this language: `name_en` beside `name`, where it is filled in."""
        english = getattr(thing, f"{name}_en", None) if self.code == "en" else None
        return english or getattr(thing, name)

    def day(self, moment: date | datetime) -> str:
        """17 травня 2026 р. (dates and times are Kyiv's)"""
        return _day(_date(moment), "long", self._locale)

    def month(self, moment: date | datetime) -> str:
        """травень 2026"""
        return _day(_date(moment), "LLLL y", self._locale)

    def time(self, moment: datetime | time, *, seconds: bool = False) -> str:
        """18:00: both languages write it so."""
        clock = moment.astimezone(KYIV) if isinstance(moment, datetime) else moment  # opening hours have no day
        return f"{clock:%H:%M:%S}" if seconds else f"{clock:%H:%M}"

    def weekday(self, moment: date | datetime) -> str:
        return _day(_date(moment), "EEEE", self._locale)

    def money(self, kopiykas: int) -> str:
        """12 500,50 грн: kopiykas as people read hryvnias."""
        amount = format_decimal(Decimal(kopiykas) / 100, "#,##0.00", locale=self._locale)
        return f"{amount}\N{NO-BREAK SPACE}{'грн' if self.code == 'uk' else 'UAH'}"

    def number(self, number: float) -> str:
        """1,5 in Ukrainian, 1.5 in English."""
        return str(format_decimal(number, locale=self._locale))

    def rate(self, number: float) -> str:
        """12,0 in Ukrainian, 12.0 in English: always one decimal, so that a column of them can be compared."""
        return str(format_decimal(number, "#,##0.0", locale=self._locale))

    def share(self, part: float) -> str:
        """25,5 % in Ukrainian, 25.5% in English: a part of one."""
        pattern = "#,##0.#\N{NO-BREAK SPACE}%" if self.code == "uk" else "#,##0.#%"
        return str(format_percent(part, pattern, locale=self._locale))

    def short_month(self, moment: date | datetime) -> str:
        """трав. 2026: for the axis of a chart."""
        return _day(_date(moment), "MMM y", self._locale)

    def telephone(self, number: str) -> str:
        """067 123 45 67: as Ukrainian numbers are read at home; from abroad as they are."""
        if self.code == "uk" and re.fullmatch(r"\+380\d{9}", number):
            return f"{number[3:6]} {number[6:9]} {number[9:11]} {number[11:]}"
        return number


@functools.lru_cache(4096)
def _day(day: date, form: str, locale: str) -> str:
    """A list names the same days over and over, and putting one into words takes longer than a row's own markup."""
    return str(format_date(day, form, locale=locale))


def _date(moment: date | datetime) -> date:
    return moment.astimezone(KYIV).date() if isinstance(moment, datetime) else moment
