"""Recording a pledge."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock

from services.registry.tests.money_steps import MONEY, a_source, done

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")


async def test_what_was_promised_counts(staff: httpx.AsyncClient, published: Published) -> None:
    address = f"{MONEY}/funding-sources/{await a_source(staff)}/pledges"
    await done(await staff.post(address, json={"amount": "12 500,50"}))
    state = await done(await staff.post(address, json={"amount": 100}))
    assert state["funding"]["pledged"] == 12_501_50
    assert state["funding"]["sources"][0]["pledged"] == 12_501_50
    assert (await published())[-2:] == ["FundingChanged"] * 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "багато"}, "amount"),
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"pledged_on": (clock.today() + timedelta(days=1)).isoformat()}, "pledged_on"),
        ({"pledged_on": (clock.today() - timedelta(days=8)).isoformat()}, "backdating_reason"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    staff: httpx.AsyncClient, changes: dict[str, object], field: str
) -> None:
    answer = await staff.post(f"{MONEY}/funding-sources/{await a_source(staff)}/pledges", json={"amount": 5} | changes)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
