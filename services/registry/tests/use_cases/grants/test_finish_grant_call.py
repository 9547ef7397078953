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


async def test_a_call_to_which_nobody_applied_ends_without_a_grant(
    competition: Competition, published: Published
) -> None:
    await competition.closed(0)
    for act in ("ranking", "decision"):
        assert (await competition.staff.get("/grants/youth/ranking")).status_code == 200
        await competition.must(f"{competition.address}/{act}")
    assert "Жодна заявка не отримує гранту" in (await competition.staff.get("/grants/youth?confirm=finish")).text
    await competition.must(f"{competition.address}/finish")
    assert await published() == ["GrantCallOpened", "GrantCallClosed", "GrantCallDecided", "GrantCallFinished"]
