"""Rendering: a service's templates over the shared layout, in the language of the request."""

import functools
import html
import os
import zlib
from collections.abc import Collection
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)
from liaison_kit import cookies, forms
from liaison_kit.database import new_id
from liaison_kit.errors import Problem
from liaison_kit.service import Pages
from liaison_kit.web import account_of
from starlette.types import Message

from liaison_pages import design, language, static
from liaison_pages.language import Language

GOVUK = ("breadcrumbs", "checkboxes", "file-upload", "input", "pagination", "radios", "select", "textarea")
"""The parts of govuk-frontend in use; each has its styles in `styles/liaison.scss`."""


class _OnlyAsked(str):
    """What a field holds that is only asked for, and kept nowhere under its name: a reason, say."""


ONLY_ASKED = _OnlyAsked()


def pages(package: str, **more: Any) -> Pages:
    """The pages of a service: its templates, named after its views, and the shared parts, which may use `more`."""
    environment = _environment(package)
    environment.globals.update(more)

    async def render(request: Request, template: str, page: Any, status: int = 200) -> Response:
        code = language.of_request(request)
        content = environment.get_template(template).render(page=page, **_context(request, Language(code)))
        response = HTMLResponse(content, status)
        # In a frame of another site nothing is remembered: who looks at that site has not come to this one.
        framed = getattr(request.state, "framed", False)
        if request.query_params.get("lang") in language.LANGUAGES and not framed:
            cookies.LANGUAGE.give(response, code)
        return response

    async def error_page(request: Request, problem: Problem) -> Response:
        again = forms.show_again(request.scope, problem)
        if again is not None:
            shown = await _shown(request.app, again)
            if shown.status_code == 200:
                shown.status_code = problem.status
                return shown
        return await render(request, "error.html", problem, problem.status)

    async def show_design(request: Request) -> Response:
        return await render(request, "design.html", design.example())

    def install(app: FastAPI) -> None:
        app.mount("/static", static.Static(), name="static")
        app.add_api_route("/design", show_design, include_in_schema=False)

    return Pages(render, error_page, install)


def _context(request: Request, words: Language) -> dict[str, Any]:
    """What every template may use beside its `page`."""
    return {
        "request": request,
        "staff": account_of(request),
        "demo": request.app.state.settings.demo,
        "lang": words.code,
        "other_language_link": _other_language(request, words.code),
        "_": words.text,
        "n_": words.plural,
        "pick": words.pick,
        # A date is not broken between two lines.
        "day": lambda moment: words.day(moment).replace(" ", "\N{NO-BREAK SPACE}"),
        "month": words.month,
        "time": words.time,
        "weekday": words.weekday,
        "telephone": words.telephone,
        "money": words.money,
        "number": words.number,
        "submission": forms.submission(request),
        "path": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "confirm": request.query_params.get("confirm", ""),
        "new_key": lambda: str(new_id()),
        "asset": static.address,
        "inline": static.inline,
    }


def _environment(package: str) -> Environment:
    # A view's template is found by the view's name, whichever area of the service it lies in.
    areas = [one.name for one in files(package).joinpath("templates").iterdir() if one.is_dir() and one.name != "parts"]
    own = [PackageLoader(package), *(PackageLoader(package, f"templates/{area}") for area in sorted(areas))]
    environment = Environment(
        loader=ChoiceLoader([*own, PackageLoader("liaison_pages")]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    environment.globals["govuk"] = _govuk()
    environment.globals["as_typed"] = _as_typed
    environment.globals["only_asked"] = ONLY_ASKED
    return environment


def _compiled() -> FileSystemBytecodeCache | None:
    """What templates were compiled to, kept for the next process, in the folder that LIAISON_COMPILED_TEMPLATES names.

    Jinja2 looks whether a template is the same, not whether it is compiled in the same way: this file says how.
    """
    folder = os.environ.get("LIAISON_COMPILED_TEMPLATES")
    if not folder:
        return None
    kept = Path(folder) / f"{zlib.crc32(Path(__file__).read_bytes()):08x}"
    kept.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(kept))


def _as_typed(value: object) -> str | list[str]:
    """As a browser sends it, but for the ends of lines and what stands around a text: neither is kept."""
    if isinstance(value, Collection) and not isinstance(value, str):
        return sorted(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else ""
    if hasattr(value, "__html__"):  # a template's own words
        value = html.unescape(str(value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


@functools.cache
def _govuk() -> dict[str, Any]:
    """Macros of govuk-frontend by name; they ask for parameters nobody gave, so their environment is not strict."""
    environment = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    modules = [environment.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module for name in GOVUK]
    return {name: macro for module in modules for name, macro in vars(module).items() if name.startswith("govuk")}


def _other_language(request: Request, code: str) -> str:
    query = dict(request.query_params) | {"lang": "en" if code == "uk" else "uk"}
    return f"{request.url.path}?{urlencode(query)}"


async def _shown(app: FastAPI, scope: Any) -> Response:
    """What the app answers to this request, as one response."""
    status, headers, body = 500, [], b""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers, body
        if message["type"] == "http.response.start":
            status, headers = message["status"], message["headers"]
        else:
            body += message.get("body", b"")

    await app(scope, receive, send)
    response = Response(body, status)
    response.raw_headers = headers
    return response
