"""Cross-site requests: what another site makes a visitor's browser send is refused (CSRF).

The browser says where a request comes from: in Sec-Fetch-Site, or in Origin or Referer where it is older. A program
says nothing, and may: it has no visitor whose cookies it could misuse. Source: OWASP, Cross-Site Request Forgery
Prevention, "Fetch Metadata headers" and "Verifying origin with standard headers".
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from liaison_kit.errors import Refusal
from liaison_kit.settings import Settings
from liaison_kit.web import FOREIGN, HARMLESS_COOKIES

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class CrossSite(Refusal):
    """This was sent from another site, so nothing was done. Open the page here and send it again."""

    status = 403


class OwnOrigin:
    """Refuses every command that does not come from a page of this site or from a program; but see `web.router`."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._own = _origin(settings.url)
        self._demo = settings.demo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._welcome(scope):
            scope = {**scope, FOREIGN: CrossSite()}
        await self._app(scope, receive, send)

    def _welcome(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        # No browser adds such a header by itself; and where there is one, cookies do not count (`identity.who_asks`).
        if headers.get("authorization", "").lower().startswith("bearer "):
            return True
        if site := headers.get("sec-fetch-site"):
            return site in {"same-origin", "none"}
        if origin := headers.get("origin") or headers.get("referer"):
            return self._is_own(_origin(origin), scope["scheme"], headers.get("host", ""))
        # Every browser in use sends one of the three. A cookie without any is a program's that should use a token, or
        # a browser too old to keep cookies to their own site: refused.
        return not (set(cookie_parser(headers.get("cookie", ""))) - HARMLESS_COOKIES)

    def _is_own(self, origin: str, scheme: str, host: str) -> bool:
        """In demo mode also the address that was asked: 127.0.0.1 for localhost, or a test's own."""
        return origin == self._own or (self._demo and origin == _origin(f"{scheme}://{host}"))


def _origin(address: str) -> str:
    """scheme://host:port of an address; empty for `null` and whatever is none."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname else ""
