"""Templates turned into text: those that come with the software, and, in a sandbox, those that people have written."""

from collections.abc import Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from liaison_kit.clock import KYIV
from liaison_pages.language import Language

from liaison_notifications.providers.parts import Encoding, encoding_of

LONGEST_TITLE_IN_SMS = 60
LETTERS = ("uk", "en")
"""The languages that messages are written in."""


def spoken(wanted: str) -> str:
    """The language a message is written in: the one that is wanted, where we write it."""
    return wanted if wanted in LETTERS else LETTERS[0]


def one_line(text: str) -> str:
    """Without line breaks: a title or a name must not be able to begin a new header or paragraph."""
    return " ".join(text.split())


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut between words where possible."""
    if len(text) <= length:
        return text
    # The one character of an ellipsis would make all others of a Latin SMS take twice the room.
    end = "..." if encoding_of(text) == Encoding.GSM else "…"
    cut = text[: length - len(end)]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.;:–—-") + end


def _with_words(environment: Environment, language: Language) -> Environment:
    environment.filters |= {"one_line": one_line, "shortened": shortened}
    environment.globals |= {
        "day": language.day,
        "time": language.time,
        "weekday": language.weekday,
        "short_day": lambda moment: moment.astimezone(KYIV).strftime("%d.%m"),
        "longest_title": LONGEST_TITLE_IN_SMS,
    }
    return environment


LOADER = PackageLoader("liaison_notifications", "templates/messages")
SHAPE: dict[str, Any] = {"autoescape": False, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
TEMPLATES = {
    code: _with_words(Environment(loader=LOADER, auto_reload=False, **SHAPE), Language(code)) for code in LETTERS
}
"""By language: dates in a message are written in that of its words."""
SANDBOXES = {code: _with_words(ImmutableSandboxedEnvironment(**SHAPE), Language(code)) for code in LETTERS}


def as_delivered(purpose: str, language: str, part: str) -> str:
    """What comes with the software, as it is written; `part` is sms, email or subject."""
    environment = TEMPLATES[language]
    source, _, _ = LOADER.get_source(environment, f"{purpose}.{language}.{part}.txt")
    return source.rstrip("\n")


def rendered(purpose: str, language: str, part: str, values: Mapping[str, Any]) -> str:
    """In the words that come with the software."""
    return _said(_template(language, f"{purpose}.{language}.{part}.txt"), values)


def rendered_in_sandbox(language: str, source: str, values: Mapping[str, Any]) -> str:
    """In somebody's words; jinja2.TemplateError if they cannot be turned into a text."""
    return _said(_compiled(language, source), {name: _harmless(value) for name, value in values.items()})


@lru_cache(maxsize=256)
def _template(language: str, name: str) -> Template:
    return quick(TEMPLATES[language].get_template(name))


def quick(template: Template) -> Template:
    """Its globals as one dictionary: else each text is made from a chain of them, which takes as long as the text."""
    template.globals = dict(template.globals)
    return template


@lru_cache(maxsize=256)
def _compiled(language: str, source: str) -> Template:
    return SANDBOXES[language].from_string(source)


def _said(template: Template, values: Mapping[str, Any]) -> str:
    # Dates come with a space that old telephones and mail programs show as a box.
    return template.render(values).replace("\N{NARROW NO-BREAK SPACE}", " ")


SHOWN = ("title", "starts_at", "ends_at", "office_name", "room_name", "address", "name", "link")


def _harmless(value: Any) -> Any:
    """Of an object, what templates speak of, and nothing else of it; each text one line."""
    found = {name: getattr(value, name) for name in SHOWN if hasattr(value, name)}
    if not found:
        return value
    return SimpleNamespace(**{name: one_line(each) if isinstance(each, str) else each for name, each in found.items()})
