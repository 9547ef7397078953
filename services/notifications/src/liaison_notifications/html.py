"""The HTML part of a mail: what its text says, in one layout for all (templates/messages/mail.jinja, decision 23)."""

import re
from collections.abc import Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

Line: TypeAlias = Sequence[tuple[str, bool]]
"""Pieces of text; True: it is a link."""

LAYOUT = Environment(
    loader=PackageLoader("liaison_notifications", "templates/messages"),
    autoescape=True,
    auto_reload=False,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("mail.jinja")
SENDER = {
    "uk": ("Офіси взаємодії", "Вінницька міська територіальна громада"),
    "en": ("Liaison offices", "Vinnytsia city territorial community"),
}
FOOTER = "\n--\n"
FACT = re.compile(r"([^\W\d_][^:\n]{0,23}): (\S.*)")
"""`Коли: субота, 5 червня`"""
ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]")


def html_of(text: str, subject: str, language: str, link: str = "") -> str:
    """The same words as `text`. Only links to where `link` leads are links here; without one, all of them are.

    A name or a title that somebody has made to look like an address stays text.
    """
    origin = origin_of(link)
    body, _, footer = text.strip("\n").partition(FOOTER)
    paragraphs = [one.split("\n") for one in re.split(r"\n{2,}", body.strip("\n"))]
    network, city = SENDER[language]
    return LAYOUT.render(
        language=language,
        subject=subject,
        network=network,
        city=city,
        blocks=[_block(lines, origin) for lines in paragraphs],
        footer=[_pieces(line, origin) for line in footer.split("\n")] if footer else [],
    )


def origin_of(link: str) -> str:
    """`https://liaison.example/` of a link there."""
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def _block(lines: Sequence[str], origin: str) -> tuple[str, Sequence[tuple[str, str]] | Sequence[Line]]:
    """Two or more lines of a name and what it is are a table: when, where, what address."""
    facts = [FACT.fullmatch(line) for line in lines]
    if len(lines) > 1 and all(facts):
        return "facts", [(fact[1], fact[2]) for fact in facts if fact]
    return "text", [_pieces(line, origin) for line in lines]


def _pieces(line: str, origin: str) -> Line:
    pieces, end = list[tuple[str, bool]](), 0
    for found in ADDRESS.finditer(line) if "://" in line else ():
        if found[0].startswith(origin):
            pieces += [(line[end : found.start()], False), (found[0], True)]
            end = found.end()
    return [*pieces, (line[end:], False)]
