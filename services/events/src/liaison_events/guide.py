"""The guide for people who use the network: `docs/guide`, task by task, as its pages show it and its tests walk it."""

import functools
import hashlib
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel

FOLDER = Path(__file__).parents[4] / "docs" / "guide"
"""Beside the services, in a checkout and in their images."""
AUDIENCES = ("residents", "office-workers", "coordinators", "operators")
LANGUAGES = ("en", "uk")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TASK = re.compile(r'^<a id="([a-z-]+)"></a>\n\n## (.+)$', re.MULTILINE)
_PICTURE = {"en": "Picture", "uk": "Зображення"}


class Task(BaseModel):
    """What somebody wants to do, and how; `key` is its name in addresses, the same in both languages."""

    key: str
    title: str
    markdown: str
    html: str


class Guide(BaseModel):
    """One audience's guide in one language."""

    title: str
    about: str
    tasks: list[Task]


@functools.cache
def guide(audience: str, language: str) -> Guide:
    """The guide as it was when the service started."""
    head, *parts = _TASK.split((FOLDER / language / f"{audience}.md").read_text(encoding="utf-8"))
    title, _, about = head.partition("\n")
    tasks = [
        Task(key=key, title=name, markdown=text.strip(), html=as_html(text, language))
        for key, name, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    return Guide(title=title.removeprefix("# "), about=as_html(about, language), tasks=tasks)


def as_html(markdown: str, language: str) -> str:
    """Its own HTML is not let through; a link to another guide leads to its page, one out of the guide nowhere."""
    tokens = MARKDOWN.parse(markdown)
    shown: list[Token] = []
    for token in tokens:
        picture = _only_picture(token)
        if picture is None:
            token.children = list(_links(token.children or [])) if token.children is not None else None
            shown.append(token)
            continue
        # In place of the paragraph around it, whose end is taken away below.
        shown[-1] = Token("html_block", "", 0, content=_folded(picture, language))
        token.hidden = True
    html = MARKDOWN.renderer.render(_without_ends(shown), MARKDOWN.options, {})
    assert isinstance(html, str)
    return html


def picture(language: str, name: str) -> bytes | None:
    """The picture of this name, if the guide has it."""
    path = FOLDER / "pictures" / language / f"{name}.webp"
    return path.read_bytes() if re.fullmatch(r"[a-z0-9-]+", name) and path.is_file() else None


@functools.cache
def digest(language: str, name: str) -> str:
    """Stands for the content, so that a browser may keep the picture for ever."""
    return hashlib.sha256(picture(language, name) or b"").hexdigest()[:12]


def _only_picture(token: Token) -> Token | None:
    children = token.children or []
    return children[0] if token.type == "inline" and [one.type for one in children] == ["image"] else None


def _without_ends(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type == "paragraph_close" and kept and kept[-1].type == "html_block":
            continue
        kept.append(token)
    return kept


def _folded(image: Token, language: str) -> str:
    """Loaded only when it is opened: with a slow telephone one reads first."""
    name, alt = Path(str(image.attrs["src"])).stem, escape(image.content)
    address = f"/help/pictures/{language}/{name}.webp?{digest(language, name)}"
    return (
        f'<details><summary>{_PICTURE[language]}: {alt}</summary><div class="folded">'
        f'<img class="photo" src="{address}" alt="{alt}" loading="lazy"></div></details>\n'
    )


def _links(children: Sequence[Token]) -> list[Token]:
    shown: list[Token] = []
    open_links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            to = urlsplit(str(token.attrs["href"]))
            ours = to.path.removesuffix(".md") in AUDIENCES
            open_links.append(ours)
            if not ours:
                continue
            token.attrs["href"] = f"/help/{to.path.removesuffix('.md')}" + (f"#{to.fragment}" if to.fragment else "")
        elif token.type == "link_close" and not open_links.pop():
            continue
        shown.append(token)
    return shown
