"""Closing grant calls at their time."""

from collections.abc import Awaitable, Callable

from liaison_kit.jobs import JobContext
from liaison_registry.jobs.close_grant_calls import close_grant_calls

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_a_call_closes_at_its_time_and_not_before(competition: Competition, published: Published) -> None:
    await competition.opened(2)
    context = JobContext(competition.database, competition.settings)
    assert not await close_grant_calls(context)
    with competition.later():
        assert await close_grant_calls(context)
        assert not await close_grant_calls(context)
    assert await published() == ["GrantCallOpened", "GrantCallClosed"]
