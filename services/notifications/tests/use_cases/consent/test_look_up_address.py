"""Looking up whether an address may be written to."""

from typing import Any

import httpx

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.use_cases.consent.test_suppress_address import URL, suppressed


async def test_whoever_knows_the_address_learns_what_is_said_against_it(story: Any, staff: httpx.AsyncClient) -> None:
    place = await suppressed(story, staff, PHONE)
    answer = await staff.post(f"{URL}/questions", json={"contact": "067 123 45 67"})
    assert (answer.status_code, answer.headers["location"]) == (200, place)


async def test_of_any_other_it_says_that_nothing_is_known(story: Any, staff: httpx.AsyncClient) -> None:
    await suppressed(story, staff, PHONE)
    answer = await staff.post(f"{URL}/questions", json={"contact": EMAIL})
    assert (answer.json(), answer.headers["location"]) == ({"id": None}, "/messages/suppressions?found=no")
    assert "На цю адресу можна писати" in (await staff.get(answer.headers["location"])).text
