"""Results by district: whatever becomes of the districts, what happened stays where it happened."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from liaison_contracts.events import EventHeld
from liaison_contracts.registry import CSORegistered, CSOsMerged, DistrictState, OfficeState
from liaison_kit import clock
from liaison_kit.clock import KYIV
from liaison_kit.database import Database, new_id
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from liaison_reporting.reactions.on_csos_merged import on_csos_merged
from liaison_reporting.reactions.on_district_state import on_district_state
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_office_state import on_office_state

from services.reporting.tests.territory import SPLIT, Territory

RESULTS = "/api/reporting/v1/results/districts"
REACTIONS = {
    DistrictState: on_district_state,
    OfficeState: on_office_state,
    EventHeld: on_event_held,
    CSORegistered: on_cso_registered,
    CSOsMerged: on_csos_merged,
}


@pytest.fixture(autouse=True)
def later() -> Any:
    with clock.set_to(datetime(2024, 7, 1, 12, tzinfo=KYIV)):
        yield


async def tell(database: Database, facts: Sequence[Any]) -> None:
    async with database.transaction() as session:
        for fact in facts:
            await REACTIONS[type(fact)](session, fact)


async def year(client: httpx.AsyncClient, of: int | None) -> dict[str, Any]:
    answer = await client.get(RESULTS, params={"year": of} if of else {})
    assert answer.status_code == 200, answer.text
    return {name: value for name, value in answer.json().items() if name not in {"current_to", "years"}}


def figures(results: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    keys = ("offices_serving", "offices_opened", "events_held", "attendance", "csos_created")
    return {one["name"]: tuple(one[key] for key in keys) for one in results["districts"]}


@pytest.fixture
def territory(facts) -> Territory:
    return Territory(facts)


async def test_a_split_leaves_last_years_figures_and_gives_this_years_to_the_successors(
    client: httpx.AsyncClient, database: Database, territory: Territory
) -> None:
    await tell(database, territory.last_year())
    before, scorecard = await year(client, 2023), "/api/reporting/v1/results?as_of=2023-12-31"
    then = (await client.get(scorecard)).json()
    assert figures(before) == {"Хутори": (2, 2, 3, 27, 1)}
    await tell(database, territory.split() + territory.this_year())
    assert await year(client, 2023) == before
    now = (await client.get(scorecard)).json()
    assert {**now, "current_to": None} == {**then, "current_to": None}
    this = await year(client, 2024)
    assert figures(this) == {"Хутори": (0, 0, 1, 1, 0), "Перший": (1, 0, 1, 2, 0), "Другий": (1, 0, 1, 4, 0)}
    assert {one["name"]: one["ended_on"] for one in this["districts"]}["Хутори"] == SPLIT.isoformat()
    assert figures(await year(client, None))["Хутори"] == (0, 2, 4, 28, 1)
    covered = (await client.get("/api/reporting/v1/results")).json()["districts_covered"]
    assert covered == {"now": 2, "goal": 2}


async def test_in_whatever_order_the_facts_arrive_the_figures_are_the_same(
    client: httpx.AsyncClient, database: Database, territory: Territory
) -> None:
    told = [*territory.last_year(), *territory.split(), *territory.this_year()]
    await tell(database, told[::-1])
    assert figures(await year(client, 2023)) == {"Хутори": (2, 2, 3, 27, 1)}
    assert figures(await year(client, 2024))["Другий"] == (1, 0, 1, 4, 0)


async def test_a_merge_leaves_last_years_figures_to_each(
    client: httpx.AsyncClient, database: Database, territory: Territory, facts
) -> None:
    other = facts.district(name="Стадниця")
    office = facts.office(slug="s", district_id=other.id, opened_on=date(2023, 7, 1))
    there = facts.event_held(office.id, on=date(2023, 8, 1), attendance=5)
    await tell(database, [*territory.last_year(), other, office, there])
    before = await year(client, 2023)
    assert figures(before)["Стадниця"] == (1, 1, 1, 5, 0)
    gone = other.model_copy(update={"version": 2, "ended_on": SPLIT, "successors": [territory.district.id]})
    kept = territory.district.model_copy(update={"version": 2, "predecessors": [other.id]})
    former = [{"district_id": other.id, "until": SPLIT}]
    moved = office.model_dump() | {"version": 3, "district_id": kept.id, "former_districts": former}
    held = facts.event_held(office.id, on=date(2024, 6, 1), attendance=6)
    await tell(database, [gone, kept, OfficeState.model_validate(moved), held])
    assert await year(client, 2023) == before
    assert figures(await year(client, 2024)) == {"Хутори": (3, 0, 1, 6, 0), "Стадниця": (0, 0, 0, 0, 0)}


async def test_last_year_keeps_the_name_that_the_district_had(
    client: httpx.AsyncClient, database: Database, territory: Territory
) -> None:
    await tell(database, territory.last_year())
    before = await year(client, 2023)
    former = {"name": "Хутори", "name_en": "Khutory", "seat": "a", "seat_en": "a", "until": SPLIT}
    renamed = territory.district.model_dump() | {"version": 2, "name": "Нові Хутори", "former_names": [former]}
    await tell(database, [DistrictState.model_validate(renamed)])
    assert await year(client, 2023) == before
    assert list(figures(await year(client, 2024))) == ["Нові Хутори"]


async def test_what_is_entered_late_goes_to_the_district_of_then(
    client: httpx.AsyncClient, database: Database, territory: Territory, facts
) -> None:
    await tell(database, [*territory.last_year(), *territory.split()])
    late = facts.cso_registered(on=date(2023, 10, 1), district_id=territory.parts[1].id)
    await tell(database, [late, facts.cso_registered(on=date(2024, 4, 1), district_id=territory.parts[1].id)])
    assert figures(await year(client, 2023))["Хутори"][-1] == 2
    assert figures(await year(client, 2024))["Другий"][-1] == 1
    # Two entries of one organisation are merged after the split: it stays where it was registered.
    state = late.state.model_copy(update={"version": 3, "created_with_help": True})
    first = {"version": 4, "former_districts": [{"district_id": territory.district.id, "until": SPLIT}]}
    kept = type(state).model_validate(state.model_dump() | first | {"id": territory.cso.state.id})
    merged = CSOsMerged(occurred_on=date(2024, 6, 1), state=kept, gone_id=late.state.id, gone_version=4)
    await tell(database, [merged])
    assert figures(await year(client, 2023))["Хутори"][-1] == 1
    assert figures(await year(client, 2024))["Другий"][-1] == 1


async def test_what_belongs_to_no_known_district_is_counted_apart(
    client: httpx.AsyncClient, database: Database, facts
) -> None:
    await tell(database, [facts.event_held(new_id(), attendance=3), facts.district()])
    elsewhere = (await year(client, 2023))["elsewhere"]
    assert (elsewhere["events_held"], elsewhere["attendance"]) == (1, 3)
    assert "Поза відомими округами" in (await client.get("/results/districts?lang=uk")).text


async def test_the_page_shows_each_district_and_leads_to_it(
    client: httpx.AsyncClient, database: Database, territory: Territory
) -> None:
    assert "Жодного округу ще не відомо" in (await client.get("/results/districts?lang=uk")).text
    await tell(database, territory.last_year() + territory.split())
    page = (await client.get("/results/districts?year=2024&lang=uk")).text
    assert f'href="/districts/{territory.district.code}?on=2020-11-26"' in page
    assert "березня" in page
    assert 'href="/results/districts?year=2023"' in page
    assert (await client.get("/results/districts?year=")).status_code == 200
    assert (await client.get(f"{RESULTS}?year=1")).status_code == 422
