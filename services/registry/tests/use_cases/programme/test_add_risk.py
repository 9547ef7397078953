"""Adding a risk."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock
from sqlalchemy.exc import DBAPIError

from services.registry.tests.plan_steps import PROGRAMME, RISK, done

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]
ADDRESS = f"{PROGRAMME}/risks"


async def test_it_is_in_the_register_and_nobody_outside_hears_of_it(
    staff: httpx.AsyncClient, published: Published
) -> None:
    added = await done(await staff.post(ADDRESS, json=RISK))
    assert (added["score"], added["days_overdue"], added["version"]) == (6, 0, 1)
    page = (await staff.get("/programme/risks")).text
    assert RISK["title"] in page
    assert "серйозний: 6 із 9" in page
    assert await published() == []
    del staff.headers["authorization"]
    assert (await staff.get(ADDRESS)).status_code == 401


async def test_that_it_was_not_looked_at_is_computed_from_its_day(staff: httpx.AsyncClient, write: Write) -> None:
    await done(await staff.post(ADDRESS, json=RISK))
    await write(f"update risk set review_by = '{clock.today() - timedelta(days=5)}'")
    assert [one["days_overdue"] for one in (await staff.get(ADDRESS)).json()["risks"]] == [5]
    assert "прострочено на 5 днів" in (await staff.get("/programme/risks")).text


async def test_the_gravest_comes_first(staff: httpx.AsyncClient) -> None:
    for probability, impact in ((1, 1), (3, 3), (1, 3)):
        await done(await staff.post(ADDRESS, json=RISK | {"probability": probability, "impact": impact}))
    assert [one["score"] for one in (await staff.get(ADDRESS)).json()["risks"]] == [9, 3, 1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"cause": " "}, "cause"),
        ({"probability": 4}, "probability"),
        ({"impact": 0}, "impact"),
        ({"owner_role": "auditor"}, "owner_role"),
        ({"review_by": (clock.today() - timedelta(days=1)).isoformat()}, "review_by"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    staff: httpx.AsyncClient, changes: dict[str, object], field: str
) -> None:
    answer = await staff.post(ADDRESS, json=RISK | changes)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("risk set probability = 4", "ck_risk_probability"),
        ("risk set impact = 0", "ck_risk_impact"),
        ("risk set owner_role = 'auditor'", "ck_risk_owner_role"),
        ("risk set closed_on = now()", "ck_risk_closed"),
        ("risk_change set version = 7", "never changed"),
    ],
)
async def test_the_database_refuses_what_must_not_be(
    staff: httpx.AsyncClient, write: Write, change: str, constraint: str
) -> None:
    await done(await staff.post(ADDRESS, json=RISK))
    with pytest.raises(DBAPIError, match=constraint):
        await write(f"update {change}")
