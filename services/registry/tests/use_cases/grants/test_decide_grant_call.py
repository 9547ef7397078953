"""Deciding a grant call."""

import json
from collections.abc import Awaitable, Callable

import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.grants import Competition

BACK = "update grant_call set status = 'open', decided_on = null"
Published = Callable[[], Awaitable[list[str]]]


async def test_what_was_proposed_is_awarded_and_published_without_anybodys_name(
    competition: Competition, database: Database, published: Published
) -> None:
    await competition.decided("50000,50", "0")
    assert await published() == ["GrantCallOpened", "GrantCallClosed", "GrantAwarded", "GrantCallDecided"]
    async with database.reading() as session:
        payloads = (await session.scalars(text("select payload from outbox order by id"))).all()
    told = [json.loads(bytes(one)) for one in payloads]
    [awarded] = [one["data"]["state"] for one in told if one["type"].endswith("GrantAwarded.v1")]
    assert (awarded["amount"], awarded["edrpou"], awarded["project_title"]) == (50_000_50, "14360570", "Проєкт 1")
    [decided] = [one["data"] for one in told if one["type"].endswith("GrantCallDecided.v1")]
    assert (decided["awards"], decided["awarded"], decided["state"]["status"]) == (1, 50_000_50, "decided")
    assert "Оксана" not in "".join(json.dumps(one, ensure_ascii=False) for one in told)
    again = await competition.post(f"{competition.address}/decision")
    assert again.status_code == 409


async def test_an_organisation_that_was_dissolved_meanwhile_receives_nothing(
    competition: Competition, database: Database, published: Published
) -> None:
    await competition.ranked([9, 9])
    [one] = competition.applications
    awards = [{"application_id": one.rpartition("/")[2], "amount": 1}]
    await competition.must(f"{competition.address}/proposal", {"awards": awards})
    async with database.transaction() as session:
        await session.execute(text("update cso set status = 'dissolved', dissolved_on = current_date"))
    answer = await competition.post(f"{competition.address}/decision")
    assert answer.status_code == 409
    assert "Громадська організація 1 is no longer active" in answer.json()["detail"]
    assert "GrantAwarded" not in await published()


async def test_who_decides_by_another_proposal_than_there_is_by_now_is_told(competition: Competition) -> None:
    await competition.ranked([9, 9])
    answer = await competition.post(f"{competition.address}/decision", if_match='"1"')
    assert answer.status_code == 412


async def test_the_database_itself_refuses_awards_beyond_the_total_or_the_request(
    competition: Competition, database: Database
) -> None:
    await competition.decided("50000,50", "40000")
    more = "update grant_award set amount = amount + 1 where amount = 5000050"
    await _refused(database, "more than was applied for", more)
    less = "update grant_call set total = 9000050, largest = 6000000"
    another = "update grant_award set amount = amount + 1 where amount = 4000000"
    await _refused(database, "more than the call has", less, another)
    await _refused(database, "does not go from decided to open", BACK)
    await _refused(database, "does not go from awarded", "update grant_application set status = 'eligible'")


async def _refused(database: Database, why: str, *statements: str) -> None:
    async def write() -> None:
        async with database.transaction() as session:
            for statement in statements:
                await session.execute(text(statement))

    with pytest.raises(IntegrityError, match=why):
        await write()
