"""The forms that change an event."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event

from services.events.tests.conftest import STUDY


@pytest.mark.usefixtures("office")
async def test_it_is_filled_in_with_what_is_there(
    staff: httpx.AsyncClient, event: Event, at: Callable[[timedelta], Any]
) -> None:
    with at(timedelta(days=-1)):
        page = (await staff.get(f"/events/{event.id}/edit")).text
    assert 'value="2023-06-10T18:00"' in page
    assert f'value="{STUDY}"' in page
    assert f'value="{event.room_id}" selected' in page
    assert 'value="room" checked' in page
    assert page.count('name="_version" value="1"') == 4
    with at(timedelta()):
        assert "змінити нічого не можна" in (await staff.get(f"/events/{event.id}/edit")).text
