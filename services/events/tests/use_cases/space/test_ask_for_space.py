"""Asking for space."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import OfficeCopy

from services.events.tests.asking import ASK, URL, ask


@pytest.fixture(autouse=True)
def the_saturday_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta()):
        yield


async def test_a_resident_asks_without_an_account_and_has_a_page_for_the_answer(
    client: httpx.AsyncClient, office: OfficeCopy
) -> None:
    _, mine = await ask(client)
    page = await client.get(mine)
    assert page.json()["request"]["status"] == "asked"
    assert "Планктон" not in page.text
    assert "Ваш запит отримав офіс" in (await client.get(mine.removeprefix("/api/events/v1"))).text


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"consent": False}, "consent"),
        ({"phone": None}, "phone"),
        ({"people": 5}, "capacity"),
        ({"starts_at": "2023-06-09T18:00", "ends_at": "2023-06-09T19:00"}, "starts_at"),
        ({"ends_at": "2023-06-12T17:00"}, "ends_at"),
        ({"room_id": "00000000-0000-0000-0000-000000000009"}, "room_id"),
        ({"title": " "}, "title"),
    ],
)
async def test_what_is_wrong_is_refused_by_its_field(
    client: httpx.AsyncClient,
    office: OfficeCopy,
    fields: Callable[[httpx.Response], list[str]],
    changes: dict[str, Any],
    field: str,
) -> None:
    answer = await client.post(f"{URL}/requests", json=ASK | changes)
    assert (answer.status_code, fields(answer)) == (422, [field])


async def test_a_browsers_form_comes_back_with_what_was_typed(client: httpx.AsyncClient, office: OfficeCopy) -> None:
    form = ASK | {"_page": f"/space/rooms/{ASK['room_id']}", "consent": "true", "people": "5"}
    refused = await client.post("/space/requests", data=form)
    assert refused.status_code == 422
    assert "Репетиція хору" in refused.text
    page = await client.post("/space/requests", data=form | {"people": "4"}, follow_redirects=True)
    assert "Ваш запит отримав офіс" in page.text
