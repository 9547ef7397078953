"""Annulling a grant."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]
AGREEMENT = {"number": "1", "report_due_on": "2099-01-01"}


async def test_a_grant_that_is_renounced_no_longer_holds_up_the_call(
    competition: Competition, client: httpx.AsyncClient, published: Published
) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    annulled = await competition.must(f"{award}/annulment", {"annulment_reason": "Відмова Оксани"}, if_match='"1"')
    assert annulled.json()["annulled_on"]
    for act, body in (("agreement", AGREEMENT), ("annulment", {"annulment_reason": "x"}), ("report", {})):
        assert (await competition.post(f"{award}/{act}", body)).status_code == 409, act
    assert "Відмова Оксани" in (await competition.staff.get(award.removeprefix("/api/registry/v1"))).text
    await competition.must(f"{competition.address}/finish")
    assert (await published())[-2:] == ["GrantAnnulled", "GrantCallFinished"]
    del client.headers["authorization"]
    page = (await client.get("/grants/youth")).text
    assert "скасовано" in page
    assert "Оксани" not in page


async def test_what_is_paid_is_not_annulled_in_the_model_nor_in_the_database(
    competition: Competition, database: Database
) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    await competition.must(f"{award}/agreement", AGREEMENT)
    await competition.must(f"{award}/transfers", {"amount": 1})
    answer = await competition.post(f"{award}/annulment", {"annulment_reason": "x"})
    assert answer.json()["type"] == "urn:liaison:problem:paid-already"

    async def write() -> None:
        async with database.transaction() as session:
            query = "update grant_award set annulled_on = current_date, annulment_reason = 'x'"
            await session.execute(text(query))

    with pytest.raises(IntegrityError, match="some of the grant is paid"):
        await write()
