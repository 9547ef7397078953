"""The HTML part of a mail: what its text says, in one layout for all (templates/messages/mail.jinja, decision 23)."""

import re
from collections.abc import Sequence
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined

from liaison_notifications.model.templates.rendering import quick

LAYOUT = quick(
    Environment(
        loader=PackageLoader("liaison_notifications", "templates/messages"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("mail.jinja")
)
SENDER = {
    "uk": ("Офіси взаємодії", "Вінницька міська територіальна громада"),
    "en": ("Liaison offices", "Vinnytsia city territorial community"),
}
FOOTER = "\n--\n"
LINK = '<a href="{0}" style="color:#10565a;word-break:break-all">{0}</a>'
ORIGIN = re.compile(r"https?://[^\s/?#]+")
FACT = re.compile(r"([^\W\d_][^:\n]{0,23}): (\S.*)")
"""`Коли: субота, 5 червня`"""
ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]")


def html_of(text: str, subject: str, language: str, link: str = "") -> str:
    """The same words as `text`. Only links to where `link` leads are links here; without one, all of them are.

    A name or a title that somebody has made to look like an address stays text.
    """
    origin = origin_of(link)
    body, _, footer = text.strip("\n").partition(FOOTER)
    network, city = SENDER[language]
    return LAYOUT.render(
        language=language,
        subject=subject,
        network=network,
        city=city,
        blocks=[_block(paragraph, origin) for paragraph in re.split(r"\n{2,}", body.strip("\n"))],
        footer=_lines(footer, origin),
    )


def origin_of(link: str) -> str:
    """`https://liaison.example/` of a link there."""
    found = ORIGIN.match(link)
    return f"{found[0]}/" if found else ""


def _block(paragraph: str, origin: str) -> tuple[str, str | Sequence[tuple[str, str]]]:
    """Two or more lines of a name and what it is are a table: when, where, what address."""
    lines = paragraph.split("\n")
    if len(lines) > 1:
        facts = [FACT.fullmatch(line) for line in lines]
        if all(facts):
            return "facts", [(fact[1], fact[2]) for fact in facts if fact]
    return "text", _lines(paragraph, origin)


def _lines(text: str, origin: str) -> str:
    """As HTML, put together here: a template takes several times as long for each piece of a line."""
    pieces, end = list[str](), 0
    for found in ADDRESS.finditer(text) if "://" in text else ():
        if found[0].startswith(origin):
            pieces += [escape(text[end : found.start()]), LINK.format(escape(found[0]))]
            end = found.end()
    return "".join([*pieces, escape(text[end:])]).replace("\n", "<br>")
