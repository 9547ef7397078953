"""Resuming another system."""

import httpx

from services.notifications.tests.requesting import Asking


async def test_what_it_asks_for_is_sent_again_and_what_was_refused_is_not(
    asking: Asking, staff: httpx.AsyncClient
) -> None:
    place = f"/api/notifications/v1/messages/systems/{await asking.register()}"
    assert (await staff.post(f"{place}/resumption")).status_code == 409
    await staff.post(f"{place}/suspension")
    await asking.ask(channels=["sms"])
    await asking.work()
    assert (await staff.post(f"{place}/resumption")).status_code == 200
    await asking.ask(channels=["sms"])
    await asking.work()
    assert await asking.outcomes() == [(None, "refused", "suspended"), ("sms", "accepted", None)]
