"""Jobs of one process share what they keep open; one that failed is tried again soon."""

import asyncio
import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from liaison_kit import jobs, process
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext, Kept, every
from liaison_kit.service import Service
from liaison_kit.settings import Settings


class Held:
    """Says when it was closed."""

    def __init__(self) -> None:
        self.closed = 0

    async def close(self) -> None:
        self.closed += 1


async def test_what_is_kept_is_made_once_for_all_jobs_and_closed_with_the_process() -> None:
    async with Kept() as kept:
        held = kept.one(Held, Held)
        assert kept.one(Held, Held) is held
        assert held.closed == 0
    assert held.closed == 1


async def test_what_comes_once_an_hour_does_not_wait_for_an_hour_because_the_database_was_busy(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AGAIN_SECONDS", 0.01)
    stop, tried = asyncio.Event(), 0

    @every(timedelta(hours=1))
    async def tidy_up(_: JobContext) -> bool:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise TimeoutError
        stop.set()
        return False

    async with asyncio.timeout(20):
        await jobs.run(tidy_up, JobContext(database, settings), stop)
    assert tried == 2


async def test_what_came_in_until_all_is_closed_is_done_when_the_process_ends(
    database: Database, settings: Settings, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "collect_seldom", lambda: None)
    closed: list[int] = []

    @every(timedelta(hours=1), at_end=True)
    async def take_in(context: JobContext) -> bool:
        closed.append(context.kept.one(Held, Held).closed)
        if len(closed) == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return len(closed) == 2

    own, anywhere = replace(service, jobs=[take_in]), settings.model_copy(update={"http_port": 0})
    try:
        async with asyncio.timeout(30):
            await process._serve(own, anywhere, database, {"jobs"})
    finally:
        for one in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(one)
    assert closed == [0, 1, 1]


async def test_what_a_database_that_is_away_keeps_from_the_end_is_said(database: Database, settings: Settings) -> None:
    @every(timedelta(hours=1), at_end=True)
    async def take_in(_: JobContext) -> bool:
        raise TimeoutError

    with structlog.testing.capture_logs() as lines:
        await jobs.end(take_in, JobContext(database, settings))
    assert lines == [{"event": "job.not_ended", "log_level": "error", "job": "take_in", "error": "TimeoutError"}]
