"""Drafting a grant call."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.registry.tests.grants import API, Competition, terms

Published = Callable[[], Awaitable[list[str]]]


async def test_a_draft_is_there_for_coordinators_alone(
    competition: Competition, client: httpx.AsyncClient, published: Published
) -> None:
    await competition.drafted()
    assert competition.call["total"] == 100_000_00
    assert (await client.get("/grants/youth")).status_code == 200
    assert "Молодь громади" in (await client.get("/grants")).text
    del client.headers["authorization"]
    assert (await client.get("/grants/youth")).status_code == 404
    assert "Молодь громади" not in (await client.get("/grants")).text
    assert await published() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "new"}, "slug"),
        ({"slug": "Молодь"}, "slug"),
        ({"total": "сто"}, "total"),
        ({"largest": "100 001"}, "largest"),
        ({"criteria": []}, "criteria"),
        ({"criteria": [{"name": "x", "weight": 0}]}, "criteria.0.weight"),
        ({"closes_at": "2020-01-01T09:00"}, "closes_at"),
        ({"opens_at": "завтра"}, "opens_at"),
    ],
)
async def test_a_wrong_field_is_named(staff: httpx.AsyncClient, changes: dict[str, object], field: str) -> None:
    answer = await staff.post(API, json=terms(**changes))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_the_form_keeps_what_was_typed_and_takes_criteria_side_by_side(competition: Competition) -> None:
    form = {name: value for name, value in terms(slug="second").items() if name != "criteria"}
    rows = {"criteria_names[]": ["Користь", "", "Кошти"], "criteria_weights[]": ["2", "", "багато"]}
    page = await competition.staff.post("/grants", data={"_page": "/grants/new"} | form | rows)
    assert page.status_code == 422
    assert 'value="Кошти"' in page.text
    assert 'value="100 000"' in page.text
    assert "Введіть ціле число" in page.text
    rows["criteria_weights[]"] = ["2", "", "1"]
    page = await competition.staff.post("/grants", data={"_page": "/grants/new"} | form | rows)
    assert (page.status_code, page.headers["location"]) == (303, "/grants/second")
    taken = await competition.post(API, terms(slug="second"))
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (409, "slug")
