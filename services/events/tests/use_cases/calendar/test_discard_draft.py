"""Discarding a draft."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import new_id

from services.events.tests.drafts import URL, WHOLE, saved

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with clock.set_to(datetime(2023, 6, 1, 9, tzinfo=UTC)):
        yield


@pytest.mark.usefixtures("office")
async def test_it_is_gone_and_nobody_is_told(staff: httpx.AsyncClient, published: Published) -> None:
    draft = await saved(staff, **WHOLE)
    assert (await staff.post(f"{URL}/{draft}/removal")).status_code == 204
    assert (await staff.get(f"{URL}/{draft}")).status_code == 404
    assert (await staff.post(f"{URL}/{new_id()}/removal")).status_code == 404
    assert await published() == []
