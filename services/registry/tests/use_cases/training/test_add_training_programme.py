"""Adding a training programme."""

import httpx
import pytest

PROGRAMMES = "/api/registry/v1/people/training/programmes"
BASICS = {"name": "Основи", "name_en": "Basics", "validity_months": 24, "required": True}


async def test_it_is_listed_and_its_name_is_its_own(staff: httpx.AsyncClient) -> None:
    page = await staff.get("/people/training?lang=en")
    assert "Nobody can be qualified yet" in page.text
    assert (await staff.post(PROGRAMMES, json=BASICS)).status_code == 201
    again = await staff.post(PROGRAMMES, json=BASICS | {"name": "ОСНОВИ"})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "name")
    page = await staff.get("/people/training?lang=en")
    assert "Basics" in page.text
    assert "Nobody can be qualified yet" not in page.text


@pytest.mark.parametrize(("field", "value"), [("validity_months", 0), ("validity_months", 121), ("name_en", " ")])
async def test_what_cannot_be_names_the_field(staff: httpx.AsyncClient, field: str, value: object) -> None:
    answer = await staff.post(PROGRAMMES, json=BASICS | {field: value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
