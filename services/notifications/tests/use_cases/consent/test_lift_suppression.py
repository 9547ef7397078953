"""Lifting a suppression."""

from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import Database, new_id
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import API, Reader
from services.notifications.tests.use_cases.consent.test_suppress_address import SignIn, suppressed


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


async def test_what_its_owner_wanted_nobody_else_lifts(
    story: Any, reader: Reader, staff: httpx.AsyncClient, database: Database
) -> None:
    own = await reader.subscribes(EMAIL)
    await reader.post(f"{API}{own}/silence")
    found = await staff.post(f"{API}/messages/suppressions/questions", json={"contact": EMAIL})
    place = found.headers["location"]
    page = (await staff.get(place)).text
    assert "Скасувати це може лише сама людина" in page
    assert f'{place}/lifting"' not in page
    answer = await staff.post(f"{API}{place}/lifting", json={"because": "попросили"})
    assert (answer.status_code, answer.json()["title"]) == (409, "Own wish")
    lifted = "update suppression set lifted_at = now(), lifted_because = 'x', lifted_by = gen_random_uuid()"
    with pytest.raises(IntegrityError, match="ck_suppression_own_wish"):
        async with database.transaction() as session:
            await session.execute(text(lifted))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
async def test_who_answers_for_some_offices_neither_sees_nor_does_anything_about_addresses(
    story: Any, staff: httpx.AsyncClient, signed_in: SignIn, role: Role
) -> None:
    place = await suppressed(story, staff, PHONE)
    person = await signed_in(roles=[role], whole_network=False, offices=[new_id()])
    for path in ("/messages/suppressions", "/messages/suppressions/new", place):
        assert (await person.get(path)).status_code == 403
    for path, sent in (
        ("/messages/suppressions", {"contact": EMAIL, "note": "x"}),
        ("/messages/suppressions/questions", {"contact": PHONE}),
        (f"{place}/lifting", {"because": "x"}),
    ):
        assert (await person.post(f"{API}{path}", json=sent)).status_code == 403
    assert "/messages/suppressions" not in (await person.get("/messages")).text
