"""Jobs: what a service does because time has passed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, telemetry
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.running import metrics
from liaison_kit.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True)
class JobContext:
    """What a job gets: transactions as it needs them, and the service's settings."""

    database: Database
    settings: Any  # the service's own Settings; a job narrows it with the class it knows

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Commits when the block ends; a job with an effect outside the database needs one before and one after."""
        return self.database.transaction()


@dataclass(frozen=True)
class Job:
    """A task and how long it rests after it found nothing to do."""

    rest: timedelta
    work: Callable[[JobContext], Awaitable[bool]]

    @property
    def name(self) -> str:
        return str(getattr(self.work, "__name__", "job"))

    async def __call__(self, context: JobContext) -> bool:
        return await self.work(context)


def every(rest: timedelta) -> Callable[[Callable[[JobContext], Awaitable[bool]]], Job]:
    """Declares a job. It returns whether it found work: then it runs again at once.

    Several processes may run the same job at the same time: it takes its work with `for update skip locked`.
    """

    def declare(work: Callable[[JobContext], Awaitable[bool]]) -> Job:
        return Job(rest, work)

    return declare


async def run(job: Job, database: Database, settings: Settings, stop: asyncio.Event) -> None:
    """Runs one job until `stop` is set; a failing database is waited out."""
    context = JobContext(database, settings)
    while not stop.is_set():
        worked = False
        try:
            with telemetry.tracing(telemetry.current()):
                worked = await job(context)
            metrics.JOB_RUNS.labels(job.name, "worked" if worked else "idle").inc()
        except Exception as error:
            metrics.JOB_RUNS.labels(job.name, "failed").inc()
            if not is_infrastructure(error):
                raise
            log.warning("job.waiting", job=job.name, error=type(error).__name__, at=clock.now().isoformat())
        if not worked:
            await clock.rest(stop, job.rest.total_seconds())
