"""The played clock: in demo mode a staff request may say what time it is, so that a past year can be played."""

from datetime import datetime

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from liaison_kit import clock, identity
from liaison_kit.database import Database
from liaison_kit.errors import Refusal
from liaison_kit.web import REFUSAL

HEADER = "liaison-played-at"


class WrongPlayedTime(Refusal):
    """Liaison-Played-At must be a time like 2023-06-01T18:00:00+03:00."""

    status = 400
    field = "Liaison-Played-At"


class PlayedClock:
    """Sets the clock for requests with a `Liaison-Played-At` header (ISO 8601 with offset) of an account."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope) if scope["type"] == "http" else None
        if request is None or HEADER not in request.headers or not await _is_staff(request):
            await self._app(scope, receive, send)
            return
        try:
            moment = datetime.fromisoformat(request.headers[HEADER])
        except ValueError:
            await self._app({**scope, REFUSAL: WrongPlayedTime()}, receive, send)
            return
        with clock.set_to(moment):
            await self._app(scope, receive, send)


async def _is_staff(request: Request) -> bool:
    database: Database = request.app.state.database
    async with database.reading() as session:
        return await identity.who_asks(session, request) is not None
