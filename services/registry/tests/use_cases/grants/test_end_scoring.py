"""Ending the scoring."""

from collections.abc import Awaitable, Callable

from services.registry.tests.grants import API, Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_the_ranking_is_final_with_its_ties(competition: Competition) -> None:
    await competition.closed(3)
    for one, points in zip(competition.applications, ([6, 6], [9, 0], [9, 9]), strict=True):
        for evaluator in competition.evaluators:
            await competition.must(f"{one}/scores", {"points": points}, **evaluator)
    before = (await competition.staff.get(f"{API}/youth/ranking")).json()
    assert [(one["place"], one["mean"]) for one in before["applications"]] == [(None, None)] * 3
    await competition.must(f"{competition.address}/ranking")
    after = (await competition.staff.get(f"{API}/youth/ranking")).json()
    assert [(one["title"], one["place"], one["tied"], one["mean"]) for one in after["applications"]] == [
        ("Проєкт 3", 1, False, "9.00"),
        ("Проєкт 1", 2, True, "6.00"),
        ("Проєкт 2", 2, True, "6.00"),
    ]
    late = await competition.post(f"{competition.applications[0]}/scores", {"points": [1, 1]})
    assert late.json()["type"] == "urn:liaison:problem:scoring-is-over"


async def test_every_application_needs_its_scores(competition: Competition) -> None:
    await competition.closed(1)
    [one], (first, _) = competition.applications, competition.evaluators
    await competition.must(f"{one}/scores", {"points": [9, 9]}, **first)
    answer = await competition.post(f"{competition.address}/ranking")
    assert answer.json()["type"] == "urn:liaison:problem:scores-missing"
