"""Forgetting addresses that follow nothing any more."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from liaison_kit import clock
from liaison_notifications.jobs.consent.forget_subscribers import forget_subscribers

from services.notifications.tests.conftest import EMAIL
from services.notifications.tests.subscribing import API, Reader

Published = Callable[[], Awaitable[list[str]]]


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 404)])
async def test_a_month_after_unsubscribing_the_address_is_gone(
    story: Any, reader: Reader, published: Published, days: int, status: int
) -> None:
    own = await reader.subscribes(EMAIL)
    await reader.post(f"{own}/unsubscribe", data={"List-Unsubscribe": "One-Click"})
    story.later(days=days)
    await story.run(forget_subscribers)
    assert (await reader.get(f"{API}{own}")).status_code == status
    assert ("ContactErased" in await published()) == (status == 404)


async def test_whoever_follows_something_stays(story: Any, reader: Reader) -> None:
    own = await reader.subscribes(EMAIL)
    story.later(days=400)
    with clock.set_to(story.now):
        await story.run(forget_subscribers)
    assert (await reader.get(f"{API}{own}")).status_code == 200
