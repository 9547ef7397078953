"""HTTP: one function per use case, reachable as an API and as a page, inside one transaction.

A command commits after its answer is composed and before it is sent: a commit that fails answers 500, never 200.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.routing import Match
from starlette.types import Scope

from liaison_kit import audit, identity, rates
from liaison_kit.database import Database
from liaison_kit.errors import NotSignedIn
from liaison_kit.http import answers
from liaison_kit.identity import Account, Audience
from liaison_kit.rates import Kind

REFUSAL = "liaison.refusal"
"""Where a middleware leaves a refusal, so that it is answered like any other."""

HEAD = "liaison.head"
"""Where it stands that what is answered as a GET was asked as a HEAD."""

FOREIGN = "liaison.foreign"
"""Where the refusal of a command from another site is left: a route that reads no cookies may take it all the same."""

HARMLESS_COOKIES = {"liaison_language"}
"""Cookies that say nothing about who somebody is: any other is a credential."""

UNSEEN = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""For what a personal link leads to: no cache and no search engine keeps it."""

Render = Callable[[Request, str, Any], Awaitable[Response]]


class SliceRoute(APIRoute):
    """Runs each request in the transaction its method calls for (GET can only read), for its audience only.

    What an account did, and whose data it looked at, is on the audit trail before the answer leaves.
    """

    audience: ClassVar[Audience]
    personal: ClassVar[bool]
    writes: ClassVar[bool]
    from_anywhere: ClassVar[bool]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        # A service has hundreds of routes, which are asked one after the other: most can say no by their first letters.
        if not scope["path"].startswith(self._beginning):
            return Match.NONE, {}
        return super().matches(scope)

    @functools.cached_property
    def _beginning(self) -> str:
        return self.path.partition("{")[0]

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def in_transaction(request: Request, kind: Kind) -> Response:
            database: Database = request.app.state.database
            if request.method in {"GET", "HEAD"} and not self.writes:
                async with database.reading() as session:
                    await self._admit(request, session, kind)
                    answer = await handle(request)
                if self.personal:
                    async with database.transaction() as session:
                        await self._record(request, session, answer)
                return answer
            async with database.transaction() as session:
                await self._admit(request, session, kind)
                if answers.HEADER in request.headers:
                    earlier = await answers.earlier(session, request)
                    if earlier is not None:
                        return earlier
                answer = await handle(request)
                if answers.HEADER in request.headers:
                    await answers.remember(session, request, answer)
                await self._record(request, session, answer)
                return answer

        async def admitted(request: Request) -> Response:
            if REFUSAL in request.scope:
                raise request.scope[REFUSAL]
            if FOREIGN in request.scope and not self.from_anywhere:
                raise request.scope[FOREIGN]
            if HEAD in request.scope and self.writes:
                raise HTTPException(405, headers={"Allow": "GET"})
            kind = rates.kind_of(self.methods or set(), self.dependencies, request.query_params)
            answer = await in_transaction(request, kind)
            if kind in {Kind.PERSONAL, Kind.ONE_CLICK}:
                answer.headers.update(UNSEEN)
            answer.headers.update(rates.headers(request))
            return answer

        return admitted

    async def _admit(self, request: Request, session: AsyncSession, kind: Kind) -> None:
        # Nobody has a token to look up: whoever asks too much has not reached the database yet.
        request.state.session = session
        account = None if self.from_anywhere else await identity.who_asks(session, request)
        request.state.account = account
        request.app.state.limits.admit(request, kind, account is not None)
        self.audience.admit(account)

    async def _record(self, request: Request, session: AsyncSession, answer: Response) -> None:
        account = account_of(request)
        if answer.status_code < 400:
            who = account.id if account else None
            await audit.record_request(session, request, self, who, open_to_anybody=self.audience.anybody)


def router(
    audience: Audience, *, personal: bool = False, writes: bool = False, from_anywhere: bool = False
) -> APIRouter:
    """A slice's router, and whom it is for: `router(ANYBODY)`, `router(only(Role.WORKER))`.

    `personal`: it shows data of people, so that an account's reading of it is on the audit trail, too.
    `writes`: also when it is a GET, as of a browser that another site sends here; it must then know why itself.
    `from_anywhere`: other sites may send commands, too. Nothing is read there of who is signed in in that browser, so
    that it does for another site only what whoever knows the address can do by themselves.
    """
    kind = {"audience": audience, "personal": personal, "writes": writes, "from_anywhere": from_anywhere}
    return APIRouter(route_class=type("SliceRouteFor", (SliceRoute,), kind))


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

personal_link = rates.counted_as(Kind.PERSONAL)
"""Goes into the `dependencies` of a route whose address holds somebody's secret."""


def include_slices(app: FastAPI, service: str, slices: list[APIRouter], render: Render | None) -> None:
    """Puts each slice at /api/<service>/v1/… as JSON and, where the service has pages, at /… as a page."""
    for piece in slices:
        for route in piece.routes:
            if not isinstance(route, SliceRoute):
                raise TypeError(f"{route} has no audience: make its router with web.router(…)")
            _include_api(app, route, f"/api/{service}/v1{route.path}")
    if render is None:
        return
    for piece in slices:
        include_pages(app, piece, render)


def _include_api(app: FastAPI, route: SliceRoute, path: str) -> None:
    # Not include_router: of two hundred routers with a route each, a request would ask every one, at length.
    app.router.add_api_route(
        path,
        route.endpoint,
        methods=list(route.methods or ()),
        status_code=route.status_code,
        dependencies=route.dependencies,
        response_model=route.response_model,
        response_class=route.response_class,
        responses=route.responses,
        summary=route.summary,
        description=route.description,
        include_in_schema=route.include_in_schema,
        openapi_extra=route.openapi_extra,
        route_class_override=type(route),
    )


def include_pages(app: FastAPI, piece: APIRouter, render: Render, of: str | None = None) -> None:
    """Puts a slice's page at its own path; where each service has one, `of` this service: /audit/registry."""
    for route in piece.routes:
        if isinstance(route, APIRoute):
            first, *others = route.path.removeprefix("/").split("/")
            _include_page(app, route, render, "/".join(["", first, of, *others]) if of else route.path)


def _include_page(app: FastAPI, route: APIRoute, render: Render, path: str) -> None:
    methods = route.methods or set()
    shown = "GET" in methods
    app.router.add_api_route(
        path,
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
