"""Jobs: what a service does because time has passed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, telemetry
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.running import metrics
from liaison_kit.traces import spans

log = structlog.get_logger()


class Closing(Protocol):
    """What holds something open: connections, for example."""

    async def close(self) -> None: ...


Held = TypeVar("Held", bound=Closing)


class Kept:
    """What the jobs of one process keep between their runs, all of them together; closed when the process ends."""

    def __init__(self) -> None:
        self._held: dict[type, Any] = {}

    def one(self, kind: type[Held], make: Callable[[], Held]) -> Held:
        """The one of this kind, made when it is first asked for."""
        if kind not in self._held:
            self._held[kind] = make()
        held: Held = self._held[kind]
        return held

    async def __aenter__(self) -> "Kept":
        return self

    async def __aexit__(self, *_: object) -> None:
        """The last one first. They stay what they are, for jobs that run at the end."""
        for one in reversed(self._held.values()):
            await one.close()


@dataclass(frozen=True)
class JobContext:
    """What a job gets: transactions as it needs them, the service's settings, and what is kept between runs."""

    database: Database
    settings: Any  # the service's own Settings; a job narrows it with the class it knows
    kept: Kept = field(default_factory=Kept)

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Commits when the block ends; a job with an effect outside the database needs one before and one after."""
        return self.database.transaction()


@dataclass(frozen=True)
class Job:
    """A task and how long it rests after it found nothing to do."""

    rest: timedelta
    work: Callable[[JobContext], Awaitable[bool]]
    at_end: bool = False

    @property
    def name(self) -> str:
        return str(getattr(self.work, "__name__", "job"))

    async def __call__(self, context: JobContext) -> bool:
        return await self.work(context)


def every(rest: timedelta, *, at_end: bool = False) -> Callable[[Callable[[JobContext], Awaitable[bool]]], Job]:
    """Declares a job. It returns whether it found work: then it runs again at once.

    Several processes may run the same job at the same time: it takes its work with `for update skip locked`. `at_end`:
    also when the process ends, once what it keeps is closed, for what came in until then.
    """

    def declare(work: Callable[[JobContext], Awaitable[bool]]) -> Job:
        return Job(rest, work, at_end)

    return declare


AGAIN_SECONDS = 60.0
"""A job that comes once an hour does not wait for an hour because the database was busy for a moment."""


async def run(job: Job, context: JobContext, stop: asyncio.Event) -> None:
    """Runs one job until `stop` is set; a failing database is waited out."""
    while not stop.is_set():
        worked, rest = False, job.rest.total_seconds()
        try:
            with telemetry.tracing(telemetry.current()), spans.occasion(f"job {job.name}"):
                worked = await job(context)
            metrics.JOB_RUNS.labels(job.name, "worked" if worked else "idle").inc()
            metrics.JOB_FAILING.labels(job.name).set(0)
        except Exception as error:
            metrics.JOB_RUNS.labels(job.name, "failed").inc()
            metrics.JOB_FAILING.labels(job.name).set(1)
            if not is_infrastructure(error):
                raise
            log.warning("job.waiting", job=job.name, error=type(error).__name__, at=clock.now().isoformat())
            rest = min(rest, AGAIN_SECONDS)
        if not worked:
            await clock.rest(stop, rest)


async def end(job: Job, context: JobContext) -> None:
    """Runs it until it finds nothing more; what a failing database keeps it from is lost, and said."""
    try:
        while await job(context):
            pass
    except Exception as error:
        if not is_infrastructure(error):
            raise
        log.error("job.not_ended", job=job.name, error=type(error).__name__)
