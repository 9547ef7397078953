"""The one clock of the house: everything that asks for the time asks here, so that it can be set."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")

_set_time: ContextVar[datetime | None] = ContextVar("liaison_clock", default=None)


def now() -> datetime:
    """The present, UTC, or the time that was set for the running task."""
    return _set_time.get() or datetime.now(UTC)


def real_now() -> datetime:
    """The present, UTC, whatever was set: for tokens and limits, which are about the present in a played year, too."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Kyiv."""
    return now().astimezone(KYIV).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Sets the clock for this task and the tasks it starts. For tests, imports and the played year."""
    token = _set_time.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_time.reset(token)


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Waits so long, or until `stop` is set."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
