"""Headers that protect: every answer of a service carries them, an error of the last resort, too.

Source: OWASP, HTTP Headers and Secure Headers Project. What a view sets itself stays as it is.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison_kit.settings import Settings
from liaison_kit.web import HARMLESS_COOKIES

YEAR = 365 * 86400
_HASHED = re.compile(r"[.-][0-9a-f]{8,64}\.\w+$|\?[0-9a-f]{8,64}$")
"""An asset whose address changes with its content: /static/page.3f2a9c01.css, /static/page.css?3f2a9c01."""
FIXED = {
    "X-Content-Type-Options": "nosniff",
    # Personal links are secrets: no other site is told where a visitor comes from. Not `no-referrer`, under which
    # browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SafeHeaders:
    """Adds them around everything else; the outermost part of an application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._fixed = {**FIXED, "Content-Security-Policy": content_policy(settings.map_tiles)}
        if settings.url.startswith("https:"):
            self._fixed["Strict-Transport-Security"] = f"max-age={YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._fixed.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", _caching(scope, message["status"], headers))
                if "no-store" not in headers["Cache-Control"]:
                    headers.add_vary_header("Cookie")
            await send(message)

        await self._app(scope, receive, protected)


def content_policy(map_tiles: str, *, ancestors: str = "'none'", forms: str = "'self'") -> str:
    """The Content-Security-Policy: everything from here, nothing inline; pictures of a map also from its host.

    `ancestors` are the sites that may show the page in a frame, `forms` where its forms may lead.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: {map_tiles}".strip(),
            "object-src 'none'",
            "base-uri 'none'",
            f"form-action {forms}",
            f"frame-ancestors {ancestors}",
        )
    )


def _caching(scope: Scope, status: int, answered: MutableHeaders) -> str:
    """Nothing is kept of what somebody's credentials, command or mistake led to; public pages are asked for anew."""
    if scope["path"].startswith(("/static/", "/design/")) and status < 300:
        asked = f"{scope['path']}?{scope['query_string'].decode('latin-1')}".removesuffix("?")
        return f"public, max-age={YEAR}, immutable" if _HASHED.search(asked) else "no-cache"
    headers = Headers(scope=scope)
    known = "authorization" in headers or set(cookie_parser(headers.get("cookie", ""))) - HARMLESS_COOKIES
    private = known or "set-cookie" in answered or scope["method"] not in {"GET", "HEAD"} or status >= 400
    return "no-store" if private else "no-cache"
