"""Adding another system to those that may have messages sent."""

from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.requesting import SETTINGS, SYSTEM, Asking

PATH = "/api/notifications/v1/messages/systems"
FORM = {
    **SETTINGS,
    "verify_key": "",
    "purposes[]": ["outage"],
    "name": "pharmacies",
    "parts_an_hour": "5",
    "parts_a_day": "50",
}
FORM.pop("purposes")


async def test_from_then_on_what_it_asks_for_is_sent(asking: Asking, staff: httpx.AsyncClient, gateway: Any) -> None:
    answer = await staff.post(PATH, json={**SETTINGS, "name": SYSTEM})
    assert (answer.status_code, answer.json()["name"]) == (201, SYSTEM)
    await asking.ask(channels=["sms"])
    await asking.work()
    assert len(gateway.received) == 1


async def test_by_the_form_it_leads_to_its_page(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/messages/systems", data=FORM)
    assert answer.status_code == 303, answer.text
    page = await staff.get(answer.headers["location"])
    assert "0 із 50 частин" in page.text
    assert "Вінницяоблводоканал" in page.text


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"name": "Water Utility"}, 422, "name"),
        ({"name": "w"}, 422, "name"),
        ({"title": "  "}, 422, "title"),
        ({"title": "Вода\r\nBcc: x"}, 422, "title"),
        ({"parts_an_hour": 0}, 422, "parts_an_hour"),
        ({"parts_a_day": 9}, 422, "parts_a_day"),
        ({"verify_key": "no key"}, 422, "verify_key"),
        ({"purposes": []}, 422, "purposes"),
        ({"purposes": ["lottery"]}, 422, "purposes.0"),
    ],
)
async def test_what_is_wrong_is_named(
    staff: httpx.AsyncClient, changes: dict[str, Any], status: int, field: str
) -> None:
    answer = await staff.post(PATH, json={**SETTINGS, "name": SYSTEM, **changes})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


async def test_a_name_is_given_once(asking: Asking, staff: httpx.AsyncClient) -> None:
    await asking.register()
    answer = await staff.post(PATH, json={**SETTINGS, "name": SYSTEM})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "name")


@pytest.mark.parametrize(
    "who", [{"roles": [Role.WORKER]}, {"roles": [Role.COORDINATOR], "whole_network": False, "offices": []}]
)
async def test_only_who_answers_for_the_whole_network_may(signed_in: Any, who: dict[str, Any]) -> None:
    client = await signed_in(**who)
    assert (await client.post(PATH, json={**SETTINGS, "name": SYSTEM})).status_code == 403
    assert (await client.get(PATH)).status_code == 403


async def test_the_database_keeps_no_quota_of_a_day_below_that_of_an_hour(asking: Asking, database: Database) -> None:
    await asking.register()
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(text("update requesting_system set parts_a_day = 1"))
