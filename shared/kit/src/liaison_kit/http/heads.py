"""HEAD: answered as GET is, without the body (RFC 9110, 9.3.2). Link checkers and monitors ask so before they look."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison_kit.web import HEAD


class Heads:
    """All that stands behind it sees a GET, and `web.HEAD` in the scope: a GET that acts must not act for it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # A copy: the server looks into its own for whether a body may follow.
        await self._app({**scope, "method": "GET", HEAD: True}, receive, without_body)
