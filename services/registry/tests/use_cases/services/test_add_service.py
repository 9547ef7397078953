"""Adding a service to the catalogue."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

Published = Callable[[], Awaitable[list[str]]]
GOOD = {"name": "Порада", "name_en": "Advice", "description": "а", "description_en": "a", "area": "general"}


async def test_it_is_in_the_catalogue_free_of_charge_and_for_everybody(
    staff: httpx.AsyncClient, published: Published
) -> None:
    answer = await staff.post("/api/registry/v1/services", json=GOOD)
    assert answer.status_code == 201, answer.text
    service = answer.json()
    assert service["status"] == "active"
    assert {service[name] for name in ("cost", "eligibility", "min_age", "max_age")} == {None}
    listed = (await staff.get("/api/registry/v1/services")).json()["services"]
    assert [one["service"]["name"] for one in listed] == ["Порада"]
    assert await published() == []


async def test_a_name_is_there_once_whatever_its_capitals(staff: httpx.AsyncClient) -> None:
    await staff.post("/api/registry/v1/services", json=GOOD)
    again = await staff.post("/api/registry/v1/services", json=GOOD | {"name": "ПОРАДА"})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "name")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"area": "magic"}, "area"),
        ({"min_age": 60, "max_age": 18}, "max_age"),
        ({"min_age": -1}, "min_age"),
        ({"documents": "a\x00b"}, "documents"),
    ],
)
async def test_what_is_wrong_is_named(staff: httpx.AsyncClient, wrong: dict[str, Any], field: str) -> None:
    answer = await staff.post("/api/registry/v1/services", json=GOOD | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_the_form_keeps_what_was_typed(staff: httpx.AsyncClient) -> None:
    form = {"_page": "/services/new", **GOOD, "name_en": "", "min_age": "fourteen"}
    answer = await staff.post("/services", data=form)
    assert answer.status_code == 422
    assert 'value="Порада"' in answer.text
    assert 'id="name_en-error"' in answer.text
    assert 'value="fourteen"' in answer.text
