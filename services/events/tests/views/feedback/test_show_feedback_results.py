"""What staff see of feedback: nothing of four, and never one more than before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event

At = Callable[[timedelta], Any]


async def test_answers_are_shown_by_five(staff: httpx.AsyncClient, event: Event, at: At) -> None:
    address = f"/api/events/v1/events/{event.id}/feedback"
    seen = []
    with at(timedelta(hours=2)):
        for number in range(11):
            said = {"rating": 5 if number < 5 else 2, "understood": 4, "comment": f"слово {number}"}
            cookie = {"cookie": f"liaison_feedback=browser-{number}"}
            assert (await staff.post(address, json=said, headers=cookie)).status_code == 201
            shown = (await staff.get(f"{address}/results")).json()
            seen.append((shown["answers"], shown["rating"], len(shown["comments"])))
    assert seen == [(0, None, 0)] * 4 + [(5, 5.0, 5)] * 5 + [(10, 3.5, 10)] * 2
    page = (await staff.get(f"/events/{event.id}/feedback/results")).text
    assert "3.5 з 5" in page
    assert "слово 10" not in page


async def test_before_five_the_page_says_how_to_get_them(staff: httpx.AsyncClient, event: Event) -> None:
    page = (await staff.get(f"/events/{event.id}/feedback/results")).text
    assert "менше ніж п’ять відповідей" in page
    assert f"/events/{event.id}/feedback</a>" in page


async def test_a_resident_sees_none(client: httpx.AsyncClient, event: Event) -> None:
    assert (await client.get(f"/events/{event.id}/feedback/results")).status_code == 401
