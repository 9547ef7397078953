"""Scoring an application."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_each_evaluator_scores_once_without_seeing_the_others(competition: Competition) -> None:
    await competition.closed(1)
    [one], (first, second) = competition.applications, competition.evaluators
    await competition.must(f"{one}/scores", {"points": [9, 6], "comment": "Гарний задум"}, **first)
    hidden = (await competition.staff.get(one, headers=second)).json()["judging"]
    assert (hidden["scores"], hidden["evaluations"]) == (None, 1)
    assert "Гарний задум" not in (await competition.staff.get(one, headers=second)).text
    again = await competition.post(f"{one}/scores", {"points": [10, 10]}, **first)
    assert again.json()["type"] == "urn:liaison:problem:scored-already"
    await competition.must(f"{one}/scores", {"points": [3, 3]}, **second)
    shown = (await competition.staff.get(one, headers=second)).json()["judging"]["scores"]
    assert [(score["points"], score["mean"], score["mine"]) for score in shown] == [
        ([9, 6], "8.00", False),
        ([3, 3], "3.00", True),
    ]


@pytest.mark.parametrize(("points", "field"), [([9], "points"), ([9, 11], "points.1"), ([-1, 9], "points.0")])
async def test_points_are_given_for_every_criterion(competition: Competition, points: list[int], field: str) -> None:
    await competition.closed(1)
    answer = await competition.post(f"{competition.applications[0]}/scores", {"points": points})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_nothing_is_scored_before_the_call_closes_or_without_eligibility(competition: Competition) -> None:
    await competition.opened(1)
    answer = await competition.post(f"{competition.applications[0]}/scores", {"points": [1, 1]})
    assert answer.json()["type"] == "urn:liaison:problem:not-closed"


async def test_the_database_itself_refuses_a_second_score_and_one_after_the_end(
    competition: Competition, database: Database
) -> None:
    await competition.ranked([9, 9])

    async def write(query: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(query))

    for query, why in (
        ("insert into grant_score select * from grant_score", "grant_score_pkey"),
        ("insert into grant_evaluation select id, id, null, now() from grant_application", "is not scored now"),
    ):
        with pytest.raises(IntegrityError, match=why):
            await write(query)


async def test_of_two_scores_at_once_one_counts(competition: Competition) -> None:
    await competition.closed(1)
    [one], (evaluator, _) = competition.applications, competition.evaluators
    given = (competition.post(f"{one}/scores", {"points": [n, n]}, **evaluator) for n in (3, 9))
    answers = await asyncio.gather(*given)
    assert sorted(answer.status_code for answer in answers) == [204, 409]
