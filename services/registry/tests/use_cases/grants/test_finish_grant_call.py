"""Finishing a grant call."""

from collections.abc import Awaitable, Callable

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_it_is_finished_when_everybody_has_reported(competition: Competition, published: Published) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    early = await competition.post(f"{competition.address}/finish")
    assert early.json()["type"] == "urn:liaison:problem:reports-missing"
    await competition.must(f"{award}/agreement", {"number": "1", "report_due_on": "2099-01-01"})
    await competition.must(f"{award}/report")
    finished = await competition.must(f"{competition.address}/finish")
    assert finished.json()["status"] == "finished"
    assert (await published())[-1] == "GrantCallFinished"
