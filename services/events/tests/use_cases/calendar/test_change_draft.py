"""Changing a draft."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from liaison_kit import clock

from services.events.tests.conftest import OFFICE
from services.events.tests.drafts import URL, WHOLE, saved

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with clock.set_to(datetime(2023, 6, 1, 9, tzinfo=UTC)):
        yield


@pytest.mark.usefixtures("office")
async def test_it_says_what_was_typed_last_and_of_two_who_change_it_the_second_is_told(
    staff: httpx.AsyncClient, published: Published
) -> None:
    draft = await saved(staff, title="Задум", office_id=str(OFFICE), organiser="Бібліотека")
    seen = {"If-Match": '"1"'}
    assert (await staff.post(f"{URL}/{draft}", json=WHOLE, headers=seen)).status_code == 204
    found = (await staff.get(f"{URL}/{draft}")).json()
    assert (found["version"], found["plan"]["title"]) == (2, WHOLE["title"])
    assert "organiser" not in found["plan"]
    assert (await staff.post(f"{URL}/{draft}", json=WHOLE, headers=seen)).status_code == 412
    assert await published() == []
