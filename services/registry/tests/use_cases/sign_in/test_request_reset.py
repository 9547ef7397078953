"""A forgotten password."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from sqlalchemy import event

from services.registry.tests.people import PEOPLE, invited, with_password

pytestmark = pytest.mark.usefixtures("sealing_key")


ADDRESS = "/api/registry/v1/sign-in/forgotten"


async def test_the_answer_is_the_same_whether_or_not_there_is_an_account(
    staff: httpx.AsyncClient, database: Database, letters: Any
) -> None:
    await with_password(database, await invited(staff))
    known = await staff.post(ADDRESS, json={"email": "OLENA@example.org"})
    unknown = await staff.post(ADDRESS, json={"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 202
    assert (known.content, known.headers) == (unknown.content, unknown.headers)
    assert len(await letters()) == 2


async def test_a_letter_is_made_also_for_nobody_so_that_the_time_tells_nothing(
    staff: httpx.AsyncClient, database: Database, letters: Any
) -> None:
    await with_password(database, await invited(staff))
    made: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: made.append(call[2]))
    for email in ("olena@example.org", "nobody@example.org"):
        made.clear()
        await staff.post(ADDRESS, json={"email": email})
        assert [sql for sql in made if sql.startswith("INSERT INTO outbox")], email
    assert len(await letters()) == 2


async def test_only_so_many_are_sent(staff: httpx.AsyncClient, database: Database, letters: Any) -> None:
    await with_password(database, await invited(staff))
    answers = [await staff.post(ADDRESS, json={"email": "olena@example.org"}) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {202}
    assert len(await letters()) == 1 + 3


async def test_without_a_password_or_deactivated_nothing_is_sent(
    staff: httpx.AsyncClient, database: Database, letters: Any
) -> None:
    one = await invited(staff)
    await staff.post(ADDRESS, json={"email": "olena@example.org"})
    await with_password(database, one)
    await staff.post(f"{PEOPLE}/{one}/deactivation")
    await staff.post(ADDRESS, json={"email": "olena@example.org"})
    assert len(await letters()) == 1


async def test_the_form_says_what_happens_next(client: httpx.AsyncClient) -> None:
    sent = await client.post("/sign-in/forgotten", data={"_page": "/sign-in/forgotten", "email": "a@example.org"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in/forgotten?asked=true")
    assert "a@example.org" not in (await client.get(sent.headers["location"])).text
