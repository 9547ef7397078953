"""Forms: a browser's form reaches the same function as the API's JSON, and its answer becomes a page.

A form is sent to the address of the use case with hidden fields: `_page`, the path of the page that shows it, and
optionally `_idempotency_key` and `_version`, which become the headers of an API call. A browser says nothing of a box
that is not marked, so `_boxes` names those that the form has. Success is a redirect (303) to the answer's Location, or
back to the page; a program, whose form is of no page and whose answer leads nowhere, gets it as it is. A refusal shows
the page again, with the same status, what was typed (a field that was emptied stays empty, a mark that was taken away
is gone), and each error beside its field.
"""

import json
import re
import string
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request as StarletteRequest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison_kit import preconditions
from liaison_kit.errors import FieldError, Problem, Refusal
from liaison_kit.http import answers
from liaison_kit.web import FOREIGN, REFUSAL

SUBMISSION = "liaison.submission"
KEPT = ("type", "asgi", "http_version", "server", "client", "scheme", "headers", "app")
FORM_TYPES = (b"application/x-www-form-urlencoded", b"multipart/form-data")
BOXES = "_boxes"
MOST_FIELDS = 200
MOST_FILES = 1
PIECE = 64 * 1024


class BrokenForm(Refusal):
    """The form arrived broken. Send it again."""

    status = 400


@dataclass
class Submission:
    """What a person typed into a form, and what was wrong with it."""

    page: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None

    def error(self, name: str) -> FieldError | None:
        """What is wrong with one field, if anything."""
        errors: list[FieldError] = self.problem.errors if self.problem else []
        return next((error for error in errors if error.field == name or error.field.startswith(f"{name}.")), None)


def submission(request: Request) -> Submission:
    """The refused submission that the page is shown for, or an empty one."""
    found: Submission = request.scope.get(SUBMISSION) or Submission()
    return found


class Forms:
    """Turns form posts into JSON requests on the way in, and their answers into pages on the way out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_form(scope):
            await self._app(scope, receive, send)
            return
        request = StarletteRequest(scope, receive)
        try:
            values = await _read(request)
        except Refusal as refusal:
            values, scope = {}, {**scope, REFUSAL: refusal}
        except HTTPException:
            values, scope = {}, {**scope, REFUSAL: BrokenForm()}
        files = [value for value in values.values() if isinstance(value, UploadFile)]
        values = {name: value for name, value in values.items() if not isinstance(value, UploadFile)}
        of_a_page = "_page" in values
        sent = Submission(page=_local(str(values.pop("_page", ""))), values=values)
        if FOREIGN in scope:
            # No page of ours has sent it: none is shown again, nor led to.
            of_a_page, sent = False, Submission()
        more = {
            answers.HEADER: str(values.pop("_idempotency_key", "")),
            preconditions.HEADER: preconditions.etag(version)
            if (version := _number(values.pop("_version", "")))
            else "",
        }
        query, values = _beside_file(scope, values)
        body = files[0] if files else json.dumps({name: value for name, value in values.items() if value}).encode()
        length = (body.size or 0) if isinstance(body, UploadFile) else len(body)
        scope = {**scope, SUBMISSION: sent, "query_string": query, "headers": _json_headers(scope, length, more)}
        led_on = False

        async def answer(message: Message) -> None:
            nonlocal led_on
            if message["type"] == "http.response.start":
                headers = {name.lower(): value for name, value in message["headers"]}
                target = headers.get(b"location", sent.page.encode())
                # A form of no page is a program's, and has its answer: RFC 8058 (3.1) forbids to lead it on.
                target = target or (b"/" if of_a_page or message["status"] == 204 else b"")
                led_on = message["status"] < 300 and bool(target)
                if led_on:
                    cookies = [(n, v) for n, v in message["headers"] if n.lower() == b"set-cookie"]
                    redirect = [(b"location", target), (b"content-length", b"0"), *cookies]
                    await send({"type": "http.response.start", "status": 303, "headers": redirect})
                    await send({"type": "http.response.body", "body": b""})
            if not led_on:
                await send(message)

        try:
            await self._app(scope, _replay(body), answer)
        finally:
            await request.close()  # and with it the files


def show_again(scope: Scope, problem: Problem) -> Scope | None:
    """The scope of the page that showed the form, now with its errors; None if the form did not say which."""
    sent: Submission | None = scope.get(SUBMISSION)
    if sent is None or not sent.page or sent.problem is not None:
        return None
    path, _, query = sent.page.partition("?")
    kept = {name: scope[name] for name in KEPT}
    kept["headers"] = [(n, v) for n, v in kept["headers"] if n not in {b"content-type", b"content-length", b"accept"}]
    return {
        **kept,
        "method": "GET",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "state": {},
        SUBMISSION: Submission(sent.page, sent.values, problem),
    }


def _is_form(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].startswith("/api/") or REFUSAL in scope:
        return False
    content_type = dict(scope["headers"]).get(b"content-type", b"")
    return bool(content_type.startswith(FORM_TYPES))


async def _read(request: StarletteRequest) -> dict[str, Any]:
    """Fields as text, those named `name[]` as a list; an uploaded file as it lies on the disk, if it is not empty."""
    values: dict[str, Any] = {}
    unmarked: dict[str, Any] = {}
    lists: dict[str, list[str]] = {}
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    for name, value in form.multi_items():
        if name == BOXES and isinstance(value, str):
            unmarked[value.removesuffix("[]")] = [] if value.endswith("[]") else ""
        elif not name.endswith("[]"):
            values[name] = "" if isinstance(value, UploadFile) and not value.size else value
        elif isinstance(value, str):
            lists.setdefault(name.removesuffix("[]"), []).append(value)
        else:
            raise BrokenForm
    return unmarked | values | lists


def _beside_file(scope: Scope, values: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """Query and fields: beside a file, which is sent on as the body, what was typed goes into the query."""
    query = scope["query_string"]
    if not dict(scope["headers"]).get(b"content-type", b"").startswith(FORM_TYPES[1]):
        return query, values
    typed = {name: value for name, value in values.items() if isinstance(value, str | list)}
    more = urlencode({name: value for name, value in typed.items() if value}, doseq=True).encode()
    return b"&".join(filter(None, (query, more))), {n: value for n, value in values.items() if n not in typed}


def _number(text: Any) -> int:
    """A version as a form carries it; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", str(text)) else 0


def _json_headers(scope: Scope, length: int, more: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """The request's headers as those of an API call; `more` stand in for what the browser may have sent."""
    said = {"content-type": "application/json", "content-length": str(length)} | more
    headers = [(name, value) for name, value in scope["headers"] if name.decode("latin-1") not in said]
    return headers + [(name.encode(), value.encode("latin-1", "ignore")) for name, value in said.items() if value]


def is_local(address: str) -> bool:
    """Whether it is a path on this site: a form or a link must not be able to send people elsewhere.

    Only printable ASCII: browsers drop tabs and line ends, so that a slash, a tab and a slash lead to another host.
    """
    return re.fullmatch(r"/(?![/\\])[!-~]*", address) is not None


def _local(page: str) -> str:
    """The path percent-encoded, or nothing if it leads elsewhere."""
    encoded = quote(page, safe=string.punctuation)
    return encoded if is_local(encoded) and page.isprintable() else ""


def _replay(body: bytes | UploadFile) -> Receive:
    """What the request is read from next: a file goes on as itself, piece by piece."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        piece = await body.read(PIECE) if isinstance(body, UploadFile) else body
        sent = not isinstance(body, UploadFile) or len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not sent}

    return receive
