"""The trace of a request: all that it leads to, here and in other services, carries its id.

A caller's `traceparent` is not followed, as whoever sends one would decide how much is collected here.
"""

from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from liaison_kit import telemetry
from liaison_kit.database import new_id
from liaison_kit.telemetry import Trace
from liaison_kit.traces import spans
from liaison_kit.traces.spans import Kind

UNTOLD = ("/health", "/metrics", "/static/")
"""Asked for every few seconds, or a dozen times a page: a trace of it says nothing."""


class Tracing:
    """Starts a trace for each request, or follows the caller's `X-Correlation-ID`: a UUID, as it goes into facts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-correlation-id", b"").decode("latin-1")
        correlation = _uuid(given) or str(new_id())
        with telemetry.tracing(Trace(correlation)):
            if not spans.collected() or scope["path"].startswith(UNTOLD):
                await self._app(scope, receive, send)
                return
            known = {"url.scheme": scope["scheme"], "liaison.correlation": correlation}
            with spans.root("HTTP", Kind.SERVER, known):  # its name is its route, which is not known yet
                await self._app(scope, receive, send)


def _uuid(text: str) -> str | None:
    """The text if it is a UUID as everybody writes them: not one that hides a telephone number behind other signs."""
    try:
        return text if str(UUID(text)) == text else None
    except ValueError:
        return None
