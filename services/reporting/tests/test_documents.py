"""Documents made of facts and of other reports: OGP's form, and what the council is told each quarter."""

import re
from datetime import date

import httpx
import pytest
from liaison_contracts.scorecard import CompletionConfirmed
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_reporting.model.reports.ogp_form import a_month_after
from liaison_reporting.reactions.commitment.on_completion_confirmed import on_completion_confirmed
from liaison_reporting.reactions.on_programme_state import on_programme_state

from services.reporting.tests.filled import NASTY, SCRIPT, Filled

FORM, COUNCIL = "/results/reports/ogp-form", "/results/reports/council-quarter"


async def tables(client: httpx.AsyncClient, address: str) -> dict[str, dict]:
    answer = await client.get(f"/api/reporting/v1{address}")
    assert answer.status_code == 200, answer.text
    return {table["key"]: table for table in answer.json()["tables"]}


async def test_the_form_is_filled_from_facts(client: httpx.AsyncClient, database: Database, facts) -> None:
    await Filled(facts).tell(database)
    found = await tables(client, FORM)
    commitment = [(row["field"]["text"], row["value"]) for row in found["commitment"]["rows"]]
    assert dict(commitment)["Identifier in OGP"] == "UAVNT0004"
    assert dict(commitment)["The form is due by"] == "2024-01-31"
    assert [value["name"] for field, value in commitment if field == "Responsible or taking part"] == [
        "Інститут розвитку міст"
    ]
    assert dict(commitment)["OGP values"] is None
    milestones = [(row["number"], row["status"]["text"], row["said"]) for row in found["milestones"]["rows"]]
    assert milestones == [("1", "Finished", NASTY), ("2", "Stuck", "")]
    evidence = [(row["number"], row["address"]) for row in found["evidence"]["rows"]]
    assert [number for number, _ in evidence] == ["1", "1", "1"]
    assert evidence[0] == ("1", "https://example.org/report")
    levels = [(row["scale"]["text"], row["level"]["text"], row["assessed_on"]) for row in found["assessments"]["rows"]]
    assert levels == [
        ("Completion", "Substantial", "2024-01-20"),
        ("Did it open government?", "Major", "2024-01-21"),
    ]


async def test_what_nobody_assessed_is_not_known(client: httpx.AsyncClient, database: Database, facts) -> None:
    async with database.transaction() as session:
        await on_programme_state(session, facts.programme())
    rows = (await tables(client, FORM))["assessments"]["rows"]
    assert [row["level"] for row in rows] == [None, None]


async def test_what_a_coordinator_confirmed_stands_beside_what_was_assessed(
    client: httpx.AsyncClient, database: Database, facts
) -> None:
    programme = facts.programme()
    about = {"programme_id": programme.id, "code": programme.code, "proposed": "limited", "reason": "x"}
    async with database.transaction() as session:
        await on_programme_state(session, programme)
        for day, level in (("2024-01-20", "limited"), ("2024-02-20", "substantial")):
            told = about | {"confirmation_id": new_id(), "occurred_on": day, "level": level, "reason_en": level}
            await on_completion_confirmed(session, CompletionConfirmed.model_validate(told))
    rows = (await tables(client, FORM))["assessments"]["rows"]
    assert [row["level"] and row["level"]["text"] for row in rows] == [None, None, "Substantial"]
    assert rows[-1]["reason"]["name_en"] == "substantial"


@pytest.mark.parametrize("newest_first", [True, False])
async def test_the_newest_assessment_stands_whichever_is_heard_first(
    client: httpx.AsyncClient, database: Database, facts, newest_first: bool
) -> None:
    said = {"scale": "completion", "reason": "x", "reason_en": "y", "assessed_on": "2024-01-20"}
    told = [(1, []), (2, [said | {"level": "limited"}]), (3, [said | {"level": "complete"}])]
    one = new_id()
    for version, assessed in reversed(told) if newest_first else told:
        async with database.transaction() as session:
            await on_programme_state(session, facts.programme(id=one, version=version, assessments=assessed))
    rows = (await tables(client, FORM))["assessments"]["rows"]
    assert [row["level"] and row["level"]["text"] for row in rows] == ["Complete", None]


async def test_a_link_to_evidence_runs_nothing(client: httpx.AsyncClient, database: Database, facts) -> None:
    await Filled(facts).tell(database)
    page = (await client.get(FORM)).text
    assert 'href="https://example.org/report" rel="nofollow noopener"' in page
    assert SCRIPT in page
    assert re.findall(r'href="javascript:[^"]*"', page) == []


@pytest.mark.parametrize(
    ("day", "due"),
    [("2023-12-31", "2024-01-31"), ("2024-01-31", "2024-02-29"), ("2023-06-15", "2023-07-15")],
)
def test_the_form_is_due_a_month_after_the_end(day: str, due: str) -> None:
    assert a_month_after(date.fromisoformat(day)) == date.fromisoformat(due)


async def test_a_quarter_has_its_own_months_and_no_other(client: httpx.AsyncClient, database: Database, facts) -> None:
    await Filled(facts).tell(database)
    found = await tables(client, f"{COUNCIL}?year=2023&quarter=3")
    months = [row["month"] for row in found["activity-months"]["rows"]]
    assert months == ["2023-07-01", "2023-08-01", "2023-09-01"]


@pytest.mark.parametrize(
    ("today", "period"), [("2024-01-01", (2023, 4)), ("2023-12-31", (2023, 3)), ("2023-04-01", (2023, 1))]
)
async def test_of_itself_it_is_about_the_last_quarter_that_is_over(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, today: str, period: tuple[int, int]
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date.fromisoformat(today))
    asked = (await client.get(f"/api/reporting/v1{COUNCIL}")).json()["asked"]
    assert (asked["year"], asked["quarter"]) == period
