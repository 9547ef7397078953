"""Marking a CSO as dormant."""

import httpx
import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.organisations import CSO, GARDEN, Published, registered


async def test_one_that_is_at_work_falls_asleep_once(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    answer = await staff.post(f"{CSO}/{GARDEN}/dormancy")
    assert (answer.status_code, answer.json()["status"]) == (200, "dormant")
    assert (await staff.post(f"{CSO}/{GARDEN}/dormancy")).status_code == 409
    assert "Не працює" in (await staff.get(f"/cso/{GARDEN}")).text
    assert (await staff.post(f"{CSO}/99000005/dormancy")).status_code == 404
    assert await published() == ["CSORegistered", "CSOChanged"]


@pytest.mark.parametrize(
    ("first", "then", "why"),
    [
        ("status = 'dissolved', dissolved_on = '2023-01-01'", "status = 'active'", "does not go from dissolved"),
        ("status = 'dormant'", "status = 'listed'", "ck_cso_status|does not go"),
        ("status = 'dormant'", "status = 'dissolved'", "ck_cso_dissolved_on"),
        ("status = 'dormant'", "status = 'merged'", "ck_cso_merged_into"),
        ("status = 'dormant'", "merged_into = id", "ck_cso_merged_into"),
        ("status = 'dormant'", "status = 'merged', merged_into = id", "ck_cso_merged_into"),
        ("status = 'dormant'", "memorandum_valid_until = '2023-01-01'", "ck_cso_memorandum"),
    ],
)
async def test_the_database_itself_refuses_what_cannot_be(
    staff: httpx.AsyncClient, database: Database, first: str, then: str, why: str
) -> None:
    await registered(staff)

    async def write(what: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(f"update cso set {what}"))

    await write(first)
    with pytest.raises(IntegrityError, match=why):
        await write(then)
