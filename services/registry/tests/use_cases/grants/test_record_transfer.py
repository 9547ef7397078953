"""Recording a transfer."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_money_is_paid_after_the_agreement_and_never_more_than_the_grant(
    competition: Competition, database: Database, published: Published
) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    early = await competition.post(f"{award}/transfers", {"amount": "1"})
    assert early.json()["type"] == "urn:liaison:problem:agreement-missing"
    await competition.must(f"{award}/agreement", {"number": "12/2026", "report_due_on": "2099-01-01"})
    await competition.must(f"{award}/transfers", {"amount": "30 000,50"})
    more = await competition.post(f"{award}/transfers", {"amount": "20 000"})
    assert (more.status_code, more.json()["errors"][0]["field"]) == (422, "amount")
    assert "19 999,50" in more.json()["detail"]
    last = await competition.must(f"{award}/transfers", {"amount": "19 999,50"})
    assert last.json()["transferred"] == 50_000_00
    assert await published() == [
        *("GrantCallOpened", "GrantCallClosed", "GrantAwarded", "GrantCallDecided", "GrantAgreed"),
        *("GrantTransferred", "GrantTransferred"),
    ]

    async def write() -> None:
        async with database.transaction() as session:
            await session.execute(text("update grant_transfer set amount = amount + 1 where amount = 1999950"))

    with pytest.raises(IntegrityError, match="more was transferred than the grant"):
        await write()


async def test_of_two_transfers_at_once_only_what_fits_is_recorded(competition: Competition) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    await competition.must(f"{award}/agreement", {"number": "12/2026", "report_due_on": "2099-01-01"})
    answers = await asyncio.gather(*(competition.post(f"{award}/transfers", {"amount": "30 000"}) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
