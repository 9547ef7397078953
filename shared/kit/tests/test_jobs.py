"""Jobs of one process share what they keep open; one that failed is tried again soon."""

import asyncio
from datetime import timedelta

import pytest
from liaison_kit import jobs
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext, Kept, every
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
