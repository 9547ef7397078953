"""The overview of whoever runs the network: what waits for somebody, and the last months at each office."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from liaison_contracts.identity import Role
from liaison_contracts.registry import MilestoneChanged, OfficeState
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.tables import ParkedRow
from liaison_reporting.model.scorecard.records import Completion

from services.reporting.tests.town import hear

API = "/api/reporting/v1/results/overview"
PAGE = "/results/overview?lang=en"
COMMITMENT = new_id()
LEAD_TO_WORK = ('<a href="/programme">Milestone overdue', '<a href="/results/periods">6 months')


@pytest.fixture(autouse=True)
def july() -> Iterator[None]:
    with clock.set_to(datetime(2023, 7, 20, 9, tzinfo=UTC)):
        yield


@pytest_asyncio.fixture
async def office(database: Database, facts: Any) -> OfficeState:
    """At work since January, with two events; a milestone was due ten days ago, another is done."""
    opened: OfficeState = facts.office(opened_on=date(2023, 1, 10))
    steps = [facts.milestone(1, date(2023, 7, 10), "stuck"), facts.milestone(2, date(2023, 6, 30), "finished")]
    programme = facts.programme(id=COMMITMENT, milestones=steps)
    events = [facts.event_held(opened.id, on=on, attendance=8) for on in (date(2023, 2, 1), date(2023, 6, 1))]
    await hear(database, [programme, opened, *events])
    return opened


async def waiting(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    answer = await client.get(API)
    assert answer.status_code == 200, answer.text
    return {one["what"]: one for one in answer.json()["waiting"]}


async def test_what_waits_is_told_most_urgent_first_and_leads_to_where_it_is_done(
    client: httpx.AsyncClient, signed_in: Any, database: Database, office: OfficeState
) -> None:
    await signed_in(roles=[Role.COORDINATOR])
    async with database.transaction() as session:
        session.add(ParkedRow(topic="EventHeld", partition=0, offset=0, headers=[], reason="x"))
    found = await waiting(client)
    assert list(found) == ["facts", "milestone", "first_year", "quiet", "months"]
    assert (found["milestone"]["about"]["name_en"], found["milestone"]["number"]) == ("Step 1", 10)
    assert (found["first_year"]["number"], found["first_year"]["goal"]) == (3, 15)
    assert found["quiet"]["link"] == f"/results/offices/{office.slug}"
    assert (found["months"]["day"], found["months"]["number"]) == ("2023-01-01", 6)
    page = (await client.get(PAGE)).text
    for said in (
        "1 fact could not be applied, and is missing in every number",
        "Milestone overdue by 10 days: Step 1",
        "Office in Vinnytski Khutory: events to be expected in its first year: 3 of 15",
        "Office in Vinnytski Khutory: no event of the last 30 days has a report",
        "6 months are over and not locked, the oldest: January 2023",
    ):
        assert said in page
    assert [link in page for link in LEAD_TO_WORK] == [True, True]
    assert "/dead-letters/reporting" not in page, "a coordinator may not go there"


async def test_what_was_done_waits_no_longer(
    client: httpx.AsyncClient, signed_in: Any, database: Database, facts: Any, office: OfficeState
) -> None:
    await signed_in(roles=[Role.COORDINATOR])
    done = [facts.milestone(1, date(2023, 7, 10), "finished"), facts.milestone(2, date(2023, 6, 30), "finished")]
    programme = facts.programme(id=COMMITMENT, version=2, milestones=done, targets=[])
    changed = MilestoneChanged(occurred_on=date(2023, 7, 19), state=programme, number=1, status="finished")
    await hear(database, [changed, programme, facts.event_held(office.id, on=date(2023, 7, 15))])
    for period in ("2023-Q1", "2023-04", "2023-06"):
        locked = await client.post("/api/reporting/v1/results/periods", json={"period": period})
        assert locked.status_code == 201
    assert [(one["day"], one["number"]) for one in (await waiting(client)).values()] == [("2023-05-01", 1)]
    assert "1 month is over and not locked: May 2023" in (await client.get(PAGE)).text
    await client.post("/api/reporting/v1/results/periods", json={"period": "2023-05"})
    assert await waiting(client) == {}
    assert "Nothing waits for anybody." in (await client.get(PAGE)).text


async def test_a_commitment_that_is_over_waits_until_its_completion_is_confirmed_after_its_end(
    client: httpx.AsyncClient, signed_in: Any, database: Database, office: OfficeState
) -> None:
    async def confirm(on: date) -> None:
        said = {"level": "limited", "proposed": "limited", "reason": "Так і є", "reason_en": "It is so"}
        async with database.transaction() as session:
            about = {"id": new_id(), "version": 1, "recorded_at": clock.now()}
            session.add(Completion(**about, **said, programme_id=COMMITMENT, confirmed_on=on))

    await signed_in(roles=[Role.COORDINATOR])
    await confirm(date(2023, 7, 1))
    assert "completion" not in await waiting(client)
    with clock.set_to(datetime(2024, 1, 8, 9, tzinfo=UTC)):
        found = (await waiting(client))["completion"]
        assert (found["link"], found["level"]) == ("/results/programmes/UAVNT0004/completion", "limited")
        assert "Proposed: Limited" in (await client.get(PAGE)).text
        await confirm(date(2024, 1, 8))
        assert "completion" not in await waiting(client)


async def test_who_runs_one_district_is_led_nowhere_where_they_may_do_nothing(
    client: httpx.AsyncClient, signed_in: Any, office: OfficeState
) -> None:
    await signed_in(roles=[Role.COORDINATOR], whole_network=False)
    page = (await client.get(PAGE)).text
    assert "Milestone overdue by 10 days: Step 1" in page
    assert [link in page for link in LEAD_TO_WORK] == [False, False]
    assert f'href="/results/offices/{office.slug}"' in page


async def test_each_office_has_this_month_beside_the_last_one_and_the_year_before(
    client: httpx.AsyncClient, signed_in: Any, database: Database, facts: Any, office: OfficeState
) -> None:
    await signed_in(roles=[Role.COORDINATOR])
    other = facts.office(slug="desna", opened_on=date(2022, 5, 1))
    days = {date(2022, 7, 31): 3, date(2022, 6, 30): 50, date(2023, 6, 30): 4, date(2023, 7, 1): 5, date(2023, 7, 2): 6}
    closed = facts.office(slug="closed", status="closed", opened_on=date(2022, 1, 1), closed_on=date(2023, 7, 1))
    planned = facts.planned_office(slug="planned")
    events = [facts.event_held(other.id, on=on, attendance=number) for on, number in days.items()]
    await hear(database, [other, closed, planned, *events])
    [table, months, *_] = (await client.get(API)).json()["tables"]
    rows = {row["office"]["link"].rpartition("/")[2]: row for row in table["rows"]}
    assert rows.keys() == {"khutory", "desna"}
    names = ["events_now", "events_before", "events_year_ago", "visits_now", "visits_before", "visits_year_ago"]
    assert [rows["desna"][name] for name in names] == [2, 1, 1, 11, 4, 3]
    assert [rows["khutory"][name] for name in names] == [0, 1, 0, 0, 8, 0]
    assert (months["rows"][0]["month"], months["rows"][-1]["month"]) == ("2022-07-01", "2023-07-01")
    page = (await client.get("/results/overview")).text
    assert all(said in page for said in ("Огляд", "Візити цього місяця", "<svg"))


async def test_it_is_for_coordinators_alone_and_their_menu_leads_there(
    client: httpx.AsyncClient, signed_in: Any
) -> None:
    assert (await client.get(API)).status_code == 401
    await signed_in(roles=[Role.WORKER])
    assert (await client.get(API)).status_code == 403
    assert 'href="/results/overview"' not in (await client.get("/results")).text
    await signed_in(roles=[Role.COORDINATOR])
    assert 'href="/results/overview"' in (await client.get("/results")).text
    page = (await client.get(PAGE)).text
    assert [said in page for said in ("No office is at work yet.", "Nothing waits for anybody.")] == [True, True]
