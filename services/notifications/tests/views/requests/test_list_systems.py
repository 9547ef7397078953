"""The systems that may have messages sent, and what each does today."""

import httpx
from liaison_kit import clock

from services.notifications.tests.requesting import Asking


async def test_it_shows_what_each_has_used_and_what_was_refused(asking: Asking, staff: httpx.AsyncClient) -> None:
    place = await asking.register(parts_an_hour=2)
    for channels in (["sms", "email"], ["sms"], []):
        await asking.ask(channels=channels)
    await asking.ask(system="somebody-else")
    await asking.work()
    [system] = (await staff.get("/api/notifications/v1/messages/systems")).json()["systems"]
    assert (system["use"], system["refused"]) == ({"hour": 0, "day": 0}, {})
    with clock.set_to(asking.story.now):
        answer = (await staff.get("/api/notifications/v1/messages/systems")).json()
        page = (await staff.get("/messages/systems")).text
        one = (await staff.get(f"/messages/systems/{place}")).text
    [system] = answer["systems"]
    assert (system["use"], system["refused"]) == ({"hour": 2, "day": 2}, {"channels": 1, "quota": 1})
    assert answer["unknown"] == 1
    assert "Сьогодні надійшло 1 прохання під назвою, якої немає в списку" in page
    assert "квоту вичерпано" in one
    assert "2 із 2 частин" in one


async def test_without_any_it_says_so(staff: httpx.AsyncClient) -> None:
    assert "Поки що жодна інша система" in (await staff.get("/messages/systems")).text
