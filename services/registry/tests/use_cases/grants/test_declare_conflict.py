"""Declaring a conflict of interest."""

from collections.abc import Awaitable, Callable

import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_who_is_close_to_the_applicant_does_not_judge_and_all_see_why(competition: Competition) -> None:
    await competition.closed(1)
    [one], (close, other) = competition.applications, competition.evaluators
    for _ in range(2):
        await competition.must(f"{one}/conflicts", {"conflict_reason": "Член правління"}, **close)
    refused = await competition.post(f"{one}/scores", {"points": [10, 10]}, **close)
    assert refused.json()["type"] == "urn:liaison:problem:has-conflict"
    judging = (await competition.staff.get(one, headers=other)).json()["judging"]
    assert [(c["reason"], c["mine"]) for c in judging["conflicts"]] == [("Член правління", False)]
    assert judging["can_score"]


async def test_scores_given_before_count_no_more(competition: Competition) -> None:
    await competition.closed(1)
    [one], (close, other) = competition.applications, competition.evaluators
    for evaluator in (close, other):
        await competition.must(f"{one}/scores", {"points": [10, 10]}, **evaluator)
    await competition.must(f"{one}/conflicts", {"conflict_reason": "Родичка"}, **close)
    assert (await competition.post(f"{competition.address}/ranking")).status_code == 409
    judging = (await competition.staff.get(one, headers=other)).json()["judging"]
    assert [score["counts"] for score in judging["scores"]] == [False, True]
    assert (await competition.staff.get(one, headers=close)).json()["judging"]["scores"] is None


async def test_the_database_itself_refuses_scores_of_who_has_a_conflict(
    competition: Competition, database: Database
) -> None:
    await competition.closed(1)
    await competition.must(f"{competition.applications[0]}/conflicts", {"conflict_reason": "x"})

    async def write() -> None:
        async with database.transaction() as session:
            query = "insert into grant_evaluation select application_id, evaluator_id, null, now() from grant_conflict"
            await session.execute(text(query))

    with pytest.raises(IntegrityError, match="a conflict of interest was declared"):
        await write()
