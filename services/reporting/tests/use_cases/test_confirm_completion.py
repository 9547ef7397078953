"""How far a commitment is complete, confirmed by a person."""

import httpx
import pytest
import pytest_asyncio
from liaison_contracts.identity import Role
from liaison_contracts.registry import ProgrammeState
from liaison_contracts.scorecard import CompletionConfirmed
from liaison_kit.database import Database
from liaison_reporting.reactions.commitment.on_completion_confirmed import on_completion_confirmed
from liaison_reporting.reactions.on_programme_state import on_programme_state

from services.reporting.tests.story import Story, hear

REASON = {"reason": "Усі три офіси працюють.", "reason_en": "All three offices are at work."}


def address(programme: ProgrammeState) -> str:
    return f"/results/programmes/{programme.code}/completion"


@pytest_asyncio.fixture
async def programme(database: Database, facts) -> ProgrammeState:
    story = Story(facts)
    await hear(database, story.told)
    return story.programme


async def test_what_a_coordinator_confirms_is_told_with_what_the_rules_proposed(
    staff: httpx.AsyncClient, database: Database, programme: ProgrammeState, published
) -> None:
    answer = await staff.post(f"/api/reporting/v1{address(programme)}", json={"level": "substantial", **REASON})
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"].startswith(address(programme))
    assert await published() == ["CompletionConfirmed"]
    fact = CompletionConfirmed.model_validate(answer.json())
    assert (fact.programme_id, fact.level, fact.proposed) == (programme.id, "substantial", "complete")
    before = (await staff.get(f"/api/reporting/v1{address(programme)}")).json()
    assert before["confirmed"] == []
    async with database.transaction() as session:
        await on_completion_confirmed(session, fact)
    after = (await staff.get(f"/api/reporting/v1{address(programme)}")).json()
    assert [(one["level"], one["reason_en"]) for one in after["confirmed"]] == [("substantial", REASON["reason_en"])]
    page = (await staff.get(f"{address(programme)}?lang=en")).text
    assert "The rules had proposed: Complete." in page
    scorecard = (await staff.get("/api/reporting/v1/results")).json()
    assert (scorecard["proposed"], scorecard["confirmed"]["level"]) == ("complete", "substantial")
    assert "confirmed on" in (await staff.get("/results?lang=en")).text
    for name in ("scorecard", "ogp-form"):
        report = (await staff.get(f"/api/reporting/v1/results/reports/{name}")).json()
        [table] = [one for one in report["tables"] if one["key"].endswith("completion")]
        assert [row["level"]["text"] for row in table["rows"]] == ["Complete", "Substantial"]
        assert table["rows"][1]["why"]["name_en"] == REASON["reason_en"]


async def test_the_form_leads_back_and_says_that_it_is_on_its_way(
    staff: httpx.AsyncClient, programme: ProgrammeState
) -> None:
    answer = await staff.post(address(programme), data={"level": "substantial", **REASON})
    assert answer.status_code == 303
    page = await staff.get(answer.headers["location"])
    assert "Ваше підтвердження записано." in page.text


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"level": "major"}, "level"),
        ({"level": "best"}, "level"),
        ({"reason": " "}, "reason"),
        ({"reason_en": ""}, "reason_en"),
    ],
)
async def test_another_scales_level_and_an_empty_reason_are_refused(
    staff: httpx.AsyncClient, programme: ProgrammeState, published, wrong: dict[str, str], field: str
) -> None:
    body = {"level": "complete", **REASON} | wrong
    answer = await staff.post(f"/api/reporting/v1{address(programme)}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert await published() == []


async def test_only_a_coordinator_of_the_whole_network_confirms(
    client: httpx.AsyncClient, signed_in, programme: ProgrammeState
) -> None:
    body = {"level": "complete", **REASON}
    assert (await client.post(f"/api/reporting/v1{address(programme)}", json=body)).status_code == 401
    assert '<form method="post"' not in (await client.get(address(programme))).text
    for limits in ({"roles": [Role.WORKER]}, {"roles": [Role.COORDINATOR], "whole_network": False}):
        somebody = await signed_in(**limits)
        assert (await somebody.post(f"/api/reporting/v1{address(programme)}", json=body)).status_code == 403


async def test_a_commitment_that_is_not_there_or_has_not_begun_cannot_be_confirmed(
    staff: httpx.AsyncClient, database: Database, facts, published
) -> None:
    body = {"level": "complete", **REASON}
    assert (await staff.post("/api/reporting/v1/results/programmes/nothing/completion", json=body)).status_code == 404
    coming = facts.programme(code="COMING", starts_on="2999-01-01", ends_on="2999-12-31")
    async with database.transaction() as session:
        await on_programme_state(session, coming)
    answer = await staff.post(f"/api/reporting/v1{address(coming)}", json=body)
    assert answer.status_code == 409
    assert await published() == []
