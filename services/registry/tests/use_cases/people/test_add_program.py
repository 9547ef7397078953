"""Adding a program."""

import httpx
import pytest
from liaison_kit.database import Database

from services.registry.tests.people import PEOPLE, added, bearer

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_its_token_works_and_is_not_kept(staff: httpx.AsyncClient, database: Database) -> None:
    one, token = await added(staff)
    assert token.startswith("liaison_")
    assert (await staff.get(PEOPLE, headers=bearer(token))).status_code == 200
    async with database.reading() as session:
        connection = await session.connection()
        for table in ("staff", "staff_copy", "outbox"):
            rows = (await connection.exec_driver_sql(f"select t::text from {table} t")).scalars().all()
            assert rows
            assert not [row for row in rows if token.split("_", 2)[2] in row], table
    await staff.post(f"{PEOPLE}/{one}/deactivation")
    assert (await staff.get(PEOPLE, headers=bearer(token))).status_code == 401


async def test_the_page_shows_the_token_once(staff: httpx.AsyncClient) -> None:
    form = {"_page": "/people/programs/new", "name": "Статистика", "roles[]": "analyst"}
    answer = await staff.post("/people/programs", data=form)
    assert answer.status_code == 303, answer.text
    page = await staff.get(answer.headers["location"])
    assert "<code>liaison_" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "<code>liaison_" not in (await staff.get(answer.headers["location"])).text
