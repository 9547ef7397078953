"""Suspending another system (what it asks for then is in test_take_requests)."""

import httpx

from services.notifications.tests.requesting import Asking


async def test_its_page_says_so_and_twice_is_once_too_often(asking: Asking, staff: httpx.AsyncClient) -> None:
    place = f"/messages/systems/{await asking.register()}"
    answers = [await staff.post(f"/api/notifications/v1{place}/suspension") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    page = (await staff.get(place)).text
    assert "Призупинено: її прохання відхиляють" in page
    assert f'action="{place}/resumption"' in page
