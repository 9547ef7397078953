"""An offer that nobody answered goes to the next."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.jobs.end_offers import end_offers
from liaison_events.model import Event
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings

from services.events.tests.waiting import ask, line, token_of

HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]
DAY = timedelta(days=1)


@pytest.mark.usefixtures("key")
async def test_the_next_in_line_is_offered_the_place_and_the_one_after_keeps_waiting(
    client: httpx.AsyncClient, have_event: HaveEvent, database: Database, settings: Settings, at: At
) -> None:
    event, context = await have_event(capacity=1), JobContext(database, settings)
    with at(-3 * DAY):
        holder = token_of(await ask(client, event, 1))
        for number in (2, 3, 4):
            await ask(client, event, number, wait=True)
        await client.post(f"/api/events/v1/sign-ups/{holder}/cancellation")
        assert not await end_offers(context)
    with at(-2.4 * DAY):
        assert await end_offers(context)
        assert not await end_offers(context)
        assert await line(database, event) == ["cancelled", "cancelled", "offered", "waiting"]
    with at(timedelta(minutes=-40)):
        assert await end_offers(context)
    assert await line(database, event) == ["cancelled", "cancelled", "cancelled", "waiting"]
