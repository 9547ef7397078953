"""Forgetting suppressions that hold no more."""

from typing import Any

import httpx
import pytest
from liaison_notifications.jobs.consent.forget_suppressions import forget_suppressions

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.use_cases.consent.test_suppress_address import suppressed


@pytest.mark.parametrize(("days", "status"), [(365, 200), (366, 404)])
async def test_a_year_after_its_day_it_is_gone(story: Any, staff: httpx.AsyncClient, days: int, status: int) -> None:
    place = await suppressed(story, staff, PHONE, days=1)
    story.later(days=days)
    await story.run(forget_suppressions)
    assert (await staff.get(place)).status_code == status


async def test_what_holds_for_good_stays(story: Any, staff: httpx.AsyncClient) -> None:
    place = await suppressed(story, staff, EMAIL)
    story.later(days=4000)
    await story.run(forget_suppressions)
    assert (await staff.get(place)).status_code == 200
