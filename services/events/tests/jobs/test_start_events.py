"""The time of an event has come: told once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from liaison_events.jobs.start_events import start_events
from liaison_events.model import Event
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings

from services.events.tests.conftest import START

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
At = Callable[[timedelta], Any]


async def test_it_is_told_once_when_the_time_comes(
    event: Event, database: Database, settings: Settings, published: Published, at: At
) -> None:
    context = JobContext(database, settings)
    with at(timedelta(seconds=-1)):
        assert not await start_events(context)
    with at(timedelta()):
        assert await start_events(context)
        assert not await start_events(context)
    with at(timedelta(hours=1)):
        assert not await start_events(context)
    assert await published() == ["EventStarted"]
    async with database.reading() as session:
        started = await session.get(Event, event.id)
    assert started is not None
    assert (started.version, started.status) == (2, "scheduled")


async def test_what_is_cancelled_held_or_entered_afterwards_does_not_start(
    have_event: HaveEvent, database: Database, settings: Settings, published: Published, at: At
) -> None:
    await have_event(status="cancelled")
    await have_event(status="held", attendance=1)
    later = {"starts_at": timedelta(hours=3), "ends_at": timedelta(hours=4)}
    await have_event(backdating_reason="found on paper", **{name: START + after for name, after in later.items()})
    with at(timedelta(hours=5)):
        assert not await start_events(JobContext(database, settings))
    with at(timedelta(days=8)):
        assert not await start_events(JobContext(database, settings))
    assert await published() == []
