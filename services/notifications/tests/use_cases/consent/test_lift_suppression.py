"""Lifting a suppression."""

from typing import Any

import httpx
import pytest

from services.notifications.tests.conftest import PHONE
from services.notifications.tests.use_cases.consent.test_suppress_address import suppressed


async def test_messages_go_there_again_and_it_stays_on_record_why(story: Any, staff: httpx.AsyncClient) -> None:
    place = await suppressed(story, staff, PHONE)
    assert "На цю адресу нічого не надсилають" in (await staff.get(place)).text
    lifted = await staff.post(f"/api/notifications/v1{place}/lifting", json={"because": "адресу виправлено"})
    assert lifted.status_code == 200
    await story.somebody_signs_up()
    await story.work()
    assert (await story.statuses())["sms"] == "accepted"
    page = (await staff.get(place)).text
    assert "адресу виправлено" in page
    assert "На цю адресу можна писати" in page


@pytest.mark.parametrize("because", ["", f"це {PHONE}"])
async def test_it_is_said_why_and_names_nobody(story: Any, staff: httpx.AsyncClient, because: str) -> None:
    place = await suppressed(story, staff, PHONE)
    answer = await staff.post(f"/api/notifications/v1{place}/lifting", json={"because": because})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "because")


async def test_twice_is_once_too_often(story: Any, staff: httpx.AsyncClient) -> None:
    place = await suppressed(story, staff, PHONE)
    answers = [await staff.post(f"/api/notifications/v1{place}/lifting", json={"because": "x"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
