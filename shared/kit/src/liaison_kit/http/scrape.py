"""GET /metrics: what Prometheus reads from this process. It is for the inside: the one origin does not pass it on."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison_kit.database import Database
from liaison_kit.running import metrics
from liaison_kit.traces import spans

log = structlog.get_logger()

READING_SECONDS = 2.5
"""More than health's own checks take, so that a database that hangs is told, and not left out."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

Reading = Callable[[], Awaitable[list[Gauge]]]
"""Looks something up and returns the gauges that it has set."""

_OUTBOX = text("""
    select (select count(*) from (select from outbox limit 100000) as counted) as waiting,
        (select count(*) from outbox where refused is not null) as refused,
        coalesce(extract(epoch from now() - (select created_at from outbox order by id limit 1)), 0) as oldest
""")
_PARKED = text("select count(*) filter (where dropped_at is null), count(dropped_at) from parked")


class Scrape:
    """The page, with readings of the database made for each scrape: one that fails is left out, never out of date."""

    def __init__(self) -> None:
        self._readings: list[Reading] = []

    def add(self, reading: Reading) -> None:
        self._readings.append(reading)

    async def page(self) -> bytes:
        """In Prometheus's text format."""
        read = CollectorRegistry()
        for gauges in await asyncio.gather(*(_within_time(reading) for reading in self._readings)):
            for gauge in gauges:
                read.register(gauge)
        return generate_latest(REGISTRY) + generate_latest(read)

    def router(self) -> APIRouter:
        router = APIRouter()

        @router.get("/metrics", include_in_schema=False)
        async def show_metrics() -> Response:
            return Response(await self.page(), media_type=CONTENT_TYPE_LATEST)

        return router


async def _within_time(reading: Reading) -> list[Gauge]:
    try:
        async with asyncio.timeout(READING_SECONDS):
            return await reading()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one reading, the others are worth having
        log.warning("scrape.incomplete", error=type(error).__name__)
        return []


def outbox_reading(database: Database) -> Reading:
    """What waits for Kafka."""

    async def read() -> list[Gauge]:
        async with database.reading() as session:
            row = (await session.execute(_OUTBOX)).one()
        metrics.OUTBOX_ROWS.set(row.waiting)
        metrics.OUTBOX_AGE.set(max(0, row.oldest))
        metrics.OUTBOX_REFUSED.set(row.refused)
        return [metrics.OUTBOX_ROWS, metrics.OUTBOX_AGE, metrics.OUTBOX_REFUSED]

    return read


def parked_reading(database: Database) -> Reading:
    """What could not be applied."""

    async def read() -> list[Gauge]:
        async with database.reading() as session:
            waiting, dropped = (await session.execute(_PARKED)).one()
        metrics.PARKED.labels("waiting").set(waiting)
        metrics.PARKED.labels("dropped").set(dropped)
        return [metrics.PARKED]

    return read


def measured(database: Database, measure: Callable[[AsyncSession], Awaitable[list[Gauge]]]) -> Reading:
    """What a service looks up in its own tables."""

    async def read() -> list[Gauge]:
        async with database.reading() as session:
            return await measure(session)

    return read


def _tell(route: str, method: str, status: int) -> None:
    """The trace knows a request by its route alone, too: an address may be somebody's personal link."""
    served, span = method if method in METHODS else "_OTHER", spans.current()
    known: dict[str, str | int] = {"http.request.method": served, "http.response.status_code": status}
    span.tell(known | ({} if route == "other" else {"http.route": route}), f"{served} {route}")
    if status >= 500:
        span.fail(str(status))


class Timing:
    """Measures every request by its route, never by its address: ids in labels would grow without bound."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            seconds, route = time.monotonic() - started, self._route(scope)
            metrics.REQUESTS.labels(route, method, status).observe(seconds)
            if spans.collected():
                _tell(route, method, status)

    def _route(self, scope: Scope) -> str:
        """The route's template; a slice's API and its page share it but for the prefix, which FastAPI leaves out."""
        route: str = getattr(scope.get("route"), "path", "other")
        is_api = scope["path"].startswith(self._prefix) and not route.startswith((self._prefix, "other"))
        return self._prefix + route if is_api else route
