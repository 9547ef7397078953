"""Offering another time to those who asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import OfficeCopy

from services.events.tests.asking import TIME, URL, ask
from services.events.tests.conftest import STUDY, an_event


@pytest.fixture(autouse=True)
def the_saturday_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta()):
        yield


async def test_they_see_what_is_offered_beside_what_they_asked_for(
    staff: httpx.AsyncClient, office: OfficeCopy
) -> None:
    request, mine = await ask(staff)
    answer = await staff.post(f"{URL}/requests/{request}/offer", json=TIME | {"reason": "У понеділок тут хор."})
    assert answer.status_code == 200, answer.text
    shown = (await staff.get(mine)).json()["request"]
    assert (shown["status"], shown["starts_at"]) == ("offered", "2023-06-12T15:00:00Z")
    assert (shown["offered_starts_at"], shown["reason"]) == ("2023-06-13T15:00:00Z", "У понеділок тут хор.")


async def test_what_somebody_has_is_not_offered(
    staff: httpx.AsyncClient, office: OfficeCopy, add: Any, fields: Callable[[httpx.Response], list[str]]
) -> None:
    request, _ = await ask(staff)
    taken = an_event(room_id=STUDY)
    await add(taken)
    time = {"starts_at": taken.starts_at.isoformat(), "ends_at": taken.ends_at.isoformat(), "room_id": str(STUDY)}
    with_delay = time | {"ends_at": (taken.ends_at + timedelta(hours=1)).isoformat()}
    answer = await staff.post(f"{URL}/requests/{request}/offer", json=with_delay)
    assert (answer.status_code, fields(answer)) == (409, ["room_id"])
