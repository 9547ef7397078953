"""A service, as its table of contents: what it is made of, and the web application built from it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, FastAPI
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase
from starlette.datastructures import State
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from liaison_kit import identity, web
from liaison_kit.checking.findings import Finding
from liaison_kit.database import Database
from liaison_kit.forms import Forms
from liaison_kit.headers import SafeHeaders
from liaison_kit.http import problems, trail
from liaison_kit.http.bodies import Bodies
from liaison_kit.http.heads import Heads
from liaison_kit.http.origins import OwnOrigin
from liaison_kit.http.played_clock import PlayedClock
from liaison_kit.http.scrape import Scrape, Timing
from liaison_kit.http.tracing import Tracing
from liaison_kit.jobs import Job
from liaison_kit.outbox import Publisher
from liaison_kit.rates import Limits
from liaison_kit.reactions import Reaction
from liaison_kit.receiving import dead_letter_pages, dead_letters
from liaison_kit.running.health import Health
from liaison_kit.settings import Settings

Measure = Callable[[AsyncSession], Awaitable[list[Gauge]]]
"""Looks something up in the service's database for one scrape; the gauges that it has set. See docs/metrics.md."""

Check = Callable[[Database, Settings], Awaitable[Sequence[Finding]]]
"""Looks at what only one service has, and changes nothing."""


@dataclass(frozen=True)
class Pages:
    """How a service's pages are shown; liaison_pages makes one for its templates."""

    render: web.Render
    error_page: problems.ErrorPage
    install: Callable[[FastAPI], None]


@dataclass(frozen=True)
class Service:
    """Everything a service consists of. Explicit: nothing is found by scanning."""

    name: str
    migrations: Path
    settings: type[Settings] = Settings
    slices: Sequence[APIRouter] = ()
    api_only: Sequence[APIRouter] = ()
    """Slices without a page: commands and other programs ask for them."""
    reactions: Sequence[Reaction] = ()
    jobs: Sequence[Job] = field(default=())
    measures: Sequence[Measure] = ()
    """Shown at /metrics by the role that runs the jobs."""
    projections: Sequence[type[DeclarativeBase]] = ()
    """Tables that `replay` makes anew from Kafka; only where filling them is all that the reactions do."""
    uploads: Mapping[str, int] = field(default_factory=dict)
    """Addresses that take a file, and how many bytes of it at most."""
    pages: Pages | None = None
    on_migrate: Callable[[Database, Settings], Awaitable[None]] | None = None
    on_restored: Callable[[Database, Settings, datetime], Awaitable[None]] | None = None
    """Settles what is in doubt after a restore, which began at that moment; facts are applied by then, and the clock is
    set to when the lost system stopped."""
    checks: Sequence[Check] = ()
    """What `check` looks at beside what every service has."""
    extensions: tuple[str, ...] = ()
    """What its tables need of PostgreSQL beyond its own types."""
    owns_accounts: bool = False
    """The service that accounts are made in keeps its own; every other one hears of them."""

    @property
    def listening(self) -> Sequence[Reaction]:
        """All that its consumer reacts with: its own reactions, and the kit's that keep accounts and keys."""
        return self.reactions if self.owns_accounts else (*self.reactions, *identity.REACTIONS)


def open_database(service: Service, settings: Settings, parameters: dict[str, str] | None = None) -> Database:
    """The service's database, its sessions knowing under which name they publish."""
    publisher = Publisher(service.name, settings.url.rstrip("/"), settings.topic_prefix)
    return Database(settings.database_url, {"publisher": publisher}, parameters)


class _App(FastAPI):
    """FastAPI makes the answer to an unexpected error outside of every middleware: the headers go around that, too."""

    def build_middleware_stack(self) -> ASGIApp:
        return SafeHeaders(super().build_middleware_stack(), self.state.settings)


def build_app(
    service: Service, settings: Settings, database: Database, health: Health, scrape: Scrape | None = None
) -> FastAPI:
    """The web application: slices as API and pages, dead letters, audit trail, errors, forms, health, metrics."""
    app = _App(
        title=f"Liaison {service.name}",
        version="1",
        openapi_url=f"/api/{service.name}/v1/openapi.json",
        docs_url=None,  # their pages load scripts from other hosts
        redoc_url=None,
        responses={"default": problems.DESCRIBED},
    )
    app.include_router(health.router())
    app.include_router((scrape or Scrape()).router())
    problems.install(app, service.pages.error_page if service.pages else None)
    if service.pages:
        service.pages.install(app)
    web.include_slices(app, service.name, list(service.slices), service.pages.render if service.pages else None)
    if service.slices:
        kept_here = [*service.api_only, *dead_letters.ROUTERS, trail.router, trail.file_router]
        web.include_slices(app, service.name, kept_here, render=None)
    if service.slices and service.pages:
        for piece in (trail.router, *dead_letter_pages.ROUTERS):
            web.include_pages(app, piece, service.pages.render, of=service.name)
    equip(app, service, settings, database)
    return app


def equip(app: FastAPI, service: Service, settings: Settings, database: Database) -> None:
    """Gives the app what it works with; all that it had before, and all that it counted, is gone.

    Apart from its routes, which know nothing of settings: to make a large service's takes longer than most tests.
    """
    app.state = State()
    app.state.database, app.state.settings, app.state.reactions = database, settings, service.listening
    app.state.service = service.name
    app.state.limits = Limits(settings)
    app.user_middleware, app.middleware_stack = [], None
    # The first is the innermost: only there is the route known, which the others may look for under a changed request.
    prefix = f"/api/{service.name}/v1"
    app.add_middleware(Timing, prefix=prefix)
    if settings.demo:
        app.add_middleware(PlayedClock)
    app.add_middleware(Forms)
    app.add_middleware(Bodies, prefix=prefix, uploads=service.uploads)
    app.add_middleware(OwnOrigin, settings=settings)
    app.add_middleware(Tracing)
    app.add_middleware(Heads)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
