"""People who came without a sign-up."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Fields = Callable[[httpx.Response], list[str]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
WOMEN = {"sex": "female", "age_group": "35_59"}


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/walk-ins"


@pytest.fixture(autouse=True)
def at_the_start(at: At) -> Any:
    with at(timedelta()):
        yield


async def test_each_is_added_to_those_of_the_same_sex_and_age(
    staff: httpx.AsyncClient, event: Event, published: Published, payloads: Payloads
) -> None:
    for body, people in ((WOMEN, 1), (WOMEN | {"people": 11}, 12), ({}, 1), (WOMEN | {"take_back": True}, 11)):
        answer = await staff.post(url(event), json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["people"] == people
    assert await published() == ["HeadcountRecorded"] * 4
    facts = [one["data"] for one in await payloads()]
    assert [(fact["sex"], fact["age_group"], fact["people"]) for fact in facts] == [
        ("female", "35_59", 1),
        ("female", "35_59", 12),
        ("unknown", "unknown", 1),
        ("female", "35_59", 11),
    ]
    assert facts[0]["headcount_id"] == facts[1]["headcount_id"] != facts[2]["headcount_id"]


async def test_no_more_are_taken_back_than_came(
    staff: httpx.AsyncClient, event: Event, published: Published, fields: Fields
) -> None:
    await staff.post(url(event), json=WOMEN)
    answer = await staff.post(url(event), json=WOMEN | {"people": 2, "take_back": True})
    assert (answer.status_code, fields(answer)) == (409, ["people"])
    assert await published() == ["HeadcountRecorded"]


@pytest.mark.parametrize("wrong", [{"sex": "x"}, {"age_group": "17"}, {"people": 0}, {"people": -1}])
async def test_what_is_no_count_is_refused(
    staff: httpx.AsyncClient, event: Event, published: Published, fields: Fields, wrong: dict[str, Any]
) -> None:
    answer = await staff.post(url(event), json=WOMEN | wrong)
    assert (answer.status_code, fields(answer)) == (422, list(wrong))
    assert await published() == []


async def test_they_are_the_least_that_the_report_can_say(staff: httpx.AsyncClient, event: Event, at: At) -> None:
    await staff.post(url(event), json=WOMEN | {"people": 7})
    report = f"/api/events/v1/events/{event.id}/report"
    with at(timedelta(hours=2)):
        assert (await staff.post(report, json={"outcome": "x", "attendance": 6})).status_code == 422
        assert (await staff.post(report, json={"outcome": "x"})).json()["attendance"] == 7


async def test_after_the_report_a_reason_moves_the_total_along_and_stays(
    staff: httpx.AsyncClient, have_event: Have, published: Published, payloads: Payloads, fields: Fields
) -> None:
    event = await have_event(status="held", attendance=20, outcome="x")
    refused = await staff.post(url(event), json=WOMEN)
    assert (refused.status_code, fields(refused)) == (409, ["reason"])
    assert (await staff.post(url(event), json=WOMEN | {"people": 3, "reason": "Забутий аркуш"})).status_code == 200
    assert await published() == ["HeadcountRecorded", "EventReportCorrected"]
    corrected = [one["data"] for one in await payloads() if "attendance" in one["data"]]
    assert corrected[0]["attendance"] == 23
    assert "Забутий" not in str(await payloads())
    page = (await staff.get(f"/events/{event.id}/participants")).text
    assert "Забутий аркуш" in page
    assert "0 → 3" in page


async def test_a_resident_counts_nobody(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    assert (await client.post(url(event), json={})).status_code == 401
    assert await published() == []
