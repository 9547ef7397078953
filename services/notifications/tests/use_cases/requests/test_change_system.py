"""Changing what another system may have sent."""

import httpx

from services.notifications.tests.requesting import SETTINGS, Asking

PATH = "/api/notifications/v1/messages/systems"


async def test_it_holds_for_what_is_asked_for_from_then_on(asking: Asking, staff: httpx.AsyncClient) -> None:
    place = f"{PATH}/{await asking.register()}"
    answer = await staff.post(place, json={**SETTINGS, "purposes": ["payment"]})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    await asking.ask()
    await asking.work()
    assert await asking.outcomes() == [(None, "refused", "purpose")]


async def test_two_who_change_it_at_once_do_not_overwrite_each_other(asking: Asking, staff: httpx.AsyncClient) -> None:
    place = f"{PATH}/{await asking.register()}"
    seen = (await staff.get(place)).headers["etag"]
    first = await staff.post(place, json={**SETTINGS, "title": "Перша"}, headers={"if-match": seen})
    second = await staff.post(place, json={**SETTINGS, "title": "Друга"}, headers={"if-match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await staff.get(place)).json()["title"] == "Перша"


async def test_the_form_shows_what_it_is_now(asking: Asking, staff: httpx.AsyncClient) -> None:
    place = f"/messages/systems/{await asking.register(may_be_urgent=True)}/settings"
    page = (await staff.get(place)).text
    for shown in ('value="Вінницяоблводоканал"', 'value="outage" checked', 'value="true" checked', 'value="10"'):
        assert shown in page, shown
    assert 'value="appointment" checked' not in page
