"""The page of addresses that must not be written to."""

from typing import Any

import httpx

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.use_cases.consent.test_suppress_address import URL, suppressed


async def test_it_counts_and_names_no_address(story: Any, staff: httpx.AsyncClient) -> None:
    places = [await suppressed(story, staff, contact) for contact in (PHONE, EMAIL)]
    told = (await staff.get(URL)).json()
    assert told["counts"] == {"hard_bounce": 0, "complaint": 0, "unsubscribed": 0, "by_hand": 2}
    assert [(one["channel"], one["reason"]) for one in told["newest"]] == [("email", "by_hand"), ("sms", "by_hand")]
    page = (await staff.get("/messages/suppressions")).text
    assert all(place in page for place in places)
    assert not [private for private in (PHONE[1:], EMAIL) if private in page]


async def test_without_any_it_says_so(story: Any, staff: httpx.AsyncClient) -> None:
    assert "Писати можна на всі адреси." in (await staff.get("/messages/suppressions")).text
