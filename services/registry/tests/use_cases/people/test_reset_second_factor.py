"""Resetting a second factor."""

import httpx
import pytest
from liaison_kit.database import Database

from services.registry.tests.people import PEOPLE, Published, invited, with_password

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_the_second_factor_is_gone_and_the_fact_is_published(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    one = await invited(staff)
    await with_password(database, one)
    assert (await staff.get(f"{PEOPLE}/{one}")).json()["person"]["has_second_factor"]
    answer = await staff.post(f"{PEOPLE}/{one}/second-factor-reset")
    assert (answer.status_code, answer.json()["has_second_factor"]) == (200, False)
    assert (await published()).count("StaffChanged") == 2
