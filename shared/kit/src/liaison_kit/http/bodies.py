"""Bodies: none is read beyond its limit, whatever its Content-Length says."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison_kit.errors import FieldError, Refusal
from liaison_kit.web import REFUSAL

USUAL = 1024 * 1024
FORM_AROUND_FILE = 64 * 1024


class TooLarge(Refusal):
    """What was sent is larger than {limit} KB. Nothing was changed."""

    status = 413


class Bodies:
    """Stops reading at the limit; `uploads` has those of the addresses that take a file, with or without `prefix`;
    an address may have places, as a route has: `/offices/{office_id}/photos`.

    Starlette's own limit answers in plain text.
    """

    def __init__(self, app: ASGIApp, prefix: str, uploads: Mapping[str, int]) -> None:
        self._app = app
        self._uploads = {
            re.compile(before + re.sub(r"\{\w+\}", "[^/]+", path)): most
            for path, most in uploads.items()
            for before in ("", prefix)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        file = next((most for path, most in self._uploads.items() if path.fullmatch(scope["path"])), None)
        limit, read = file + FORM_AROUND_FILE if file else USUAL, 0
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            scope = {REFUSAL: _too_large(file), **scope}

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise _too_large(file)
            return message

        await self._app(scope, counted, send)


def _too_large(file: int | None) -> TooLarge:
    """Names the field where it is one that is large: the file."""
    values = {"limit": (file or USUAL) // 1024}
    return TooLarge(errors=[FieldError("file", TooLarge.__doc__ or "", values)] if file else [], **values)
