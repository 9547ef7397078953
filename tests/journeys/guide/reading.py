"""The guide as its test reads it: for each task, what is named in each step, and where pictures stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from liaison_events.guide import AUDIENCES, MARKDOWN, guide
from markdown_it.token import Token

WALKED = tuple(one for one in AUDIENCES if one != "operators")
"""An operator's steps are commands."""


@dataclass(frozen=True)
class Step:
    """What one numbered step names, in the order of its sentence; `number` goes on through a task's lists."""

    number: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A picture, where it stands."""

    name: str
    alt: str


def bold(inline: Token) -> Iterator[str]:
    children = inline.children or []
    for at, token in enumerate(children):
        if token.type == "strong_open":
            end = next(place for place in range(at, len(children)) if children[place].type == "strong_close")
            text = "".join(" " if one.type == "softbreak" else one.content for one in children[at + 1 : end])
            yield re.sub(r"\s+", " ", text)


def parts(markdown: str) -> Iterator[Step | Picture]:
    """Steps and pictures of a task."""
    ordered, number = 0, 0
    for token in MARKDOWN.parse(markdown):
        ordered += {"ordered_list_open": 1, "ordered_list_close": -1}.get(token.type, 0)
        if token.type != "inline":
            continue
        alone = [one.type for one in token.children or []] == ["image"]
        if ordered and not alone:
            number += 1
            yield Step(number, tuple(bold(token)))
        for image in token.children or []:
            if image.type == "image":
                yield Picture(Path(str(image.attrs["src"])).stem, image.content)


def said(markdown: str) -> list[str]:
    """All bold words of a text."""
    return [name for token in MARKDOWN.parse(markdown) if token.type == "inline" for name in bold(token)]


def pictures(language: str) -> list[Picture]:
    found = [one for audience in AUDIENCES for task in guide(audience, language).tasks for one in parts(task.markdown)]
    return [one for one in found if isinstance(one, Picture)]
