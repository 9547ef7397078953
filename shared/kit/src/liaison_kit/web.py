"""HTTP: one function per use case, reachable as an API and as a page, inside one transaction.

A command commits after its answer is composed and before it is sent: a commit that fails answers 500, never 200.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import ASGIApp, Receive, Scope, Send

from liaison_kit import answers, identity, telemetry
from liaison_kit.database import Database, new_id
from liaison_kit.errors import NotSignedIn
from liaison_kit.identity import Account, Audience
from liaison_kit.telemetry import Trace

REFUSAL = "liaison.refusal"
"""Where a middleware leaves a refusal, so that it is answered like any other."""

Render = Callable[[Request, str, Any], Awaitable[Response]]


class SliceRoute(APIRoute):
    """Runs each request in the transaction its method calls for (GET can only read), for its audience only."""

    audience: ClassVar[Audience]
    writes: ClassVar[bool]

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def in_transaction(request: Request) -> Response:
            if REFUSAL in request.scope:
                raise request.scope[REFUSAL]
            database: Database = request.app.state.database
            if request.method in {"GET", "HEAD"} and not self.writes:
                async with database.reading() as session:
                    await self._admit(request, session)
                    return await handle(request)
            async with database.transaction() as session:
                await self._admit(request, session)
                if answers.HEADER not in request.headers:
                    return await handle(request)
                answer = await answers.earlier(session, request)
                if answer is None:
                    answer = await handle(request)
                    await answers.remember(session, request, answer)
                return answer

        return in_transaction

    async def _admit(self, request: Request, session: AsyncSession) -> None:
        request.state.session = session
        request.state.account = await identity.account_of(session, request)
        self.audience.admit(request.state.account)


def router(audience: Audience, *, writes: bool = False) -> APIRouter:
    """A slice's router, and whom it is for: `router(ANYBODY)`, `router(only(Role.WORKER))`.

    `writes`: also when it is a GET, as of a browser that another site sends here; it must then know why itself.
    """
    return APIRouter(route_class=type("SliceRouteFor", (SliceRoute,), {"audience": audience, "writes": writes}))


def _session(request: Request) -> AsyncSession:
    session: AsyncSession = request.state.session
    return session


def _account(request: Request) -> Account:
    account = account_of(request)
    if account is None:
        raise NotSignedIn
    return account


def account_of(request: Request) -> Account | None:
    """Who asks, once the route has been found; None for nobody."""
    account: Account | None = getattr(request.state, "account", None)
    return account


Session = Annotated[AsyncSession, Depends(_session)]
"""The transaction of this request; never committed by a slice."""

Worker = Annotated[Account, Depends(_account)]
"""The account that asks; its roles are those of the router's audience."""


def include_slices(app: FastAPI, service: str, slices: list[APIRouter], render: Render | None) -> None:
    """Puts each slice at /api/<service>/v1/… as JSON and, where the service has pages, at /… as a page."""
    for piece in slices:
        _check(piece)
        app.include_router(piece, prefix=f"/api/{service}/v1")
    if render is None:
        return
    for piece in slices:
        for route in piece.routes:
            if isinstance(route, APIRoute):
                _include_page(app, route, render)


def _check(piece: APIRouter) -> None:
    for route in piece.routes:
        if not isinstance(route, SliceRoute):
            raise TypeError(f"{route} has no audience: make its router with web.router(…)")


def _include_page(app: FastAPI, route: APIRoute, render: Render) -> None:
    methods = route.methods or set()
    shown = "GET" in methods
    app.router.add_api_route(
        route.path,
        _as_page(route.endpoint, render) if shown else route.endpoint,
        methods=list(methods),
        status_code=route.status_code,
        dependencies=route.dependencies,
        response_model=None if shown else route.response_model,
        include_in_schema=False,
        route_class_override=type(route),
    )


def _as_page(endpoint: Callable[..., Any], render: Render) -> Callable[..., Any]:
    """The same view, its result shown by the template that is named after it."""
    signature = inspect.signature(endpoint)
    # FastAPI gives the request to one parameter only: the view's own, if it asks for it.
    own = next((p.name for p in signature.parameters.values() if p.annotation is Request), None)

    @functools.wraps(endpoint)
    async def page(**arguments: Any) -> Response:
        request = arguments[own] if own else arguments.pop("_request")
        result = await endpoint(**arguments)
        if isinstance(result, Response):
            return result
        response = await render(request, f"{endpoint.__name__}.html", result)
        # FastAPI merges the headers that a view set on its `response` only where it makes the answer itself.
        for given in arguments.values():
            response.raw_headers += given.raw_headers if isinstance(given, Response) else []
        return response

    added = [] if own else [inspect.Parameter("_request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
    page.__signature__ = signature.replace(  # type: ignore[attr-defined]  # read by inspect, unknown to typeshed
        parameters=[*signature.parameters.values(), *added], return_annotation=Response
    )
    return page


class Tracing:
    """Starts a trace for each request, or follows the caller's `X-Correlation-ID`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-correlation-id", b"").decode("latin-1")
        safe = given if 0 < len(given) <= 64 and given.isascii() and given.replace("-", "").isalnum() else None
        with telemetry.tracing(Trace(correlation=safe or str(new_id()))):
            await self._app(scope, receive, send)
