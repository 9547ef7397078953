"""Changing a webhook: it goes on where it is; of two who change it the second is told."""

import httpx

from services.reporting.tests.use_cases.webhooks.conftest import API


async def test_its_address_and_types_are_others_and_the_secret_is_the_same(add, staff: httpx.AsyncClient) -> None:
    made = await add(types=["EventHeld"])
    here, said = f"{API}/{made['id']}", {"name": "New", "url": "https://new.example/", "types": []}
    assert (await staff.post(here, json=said, headers={"if-match": '"1"'})).status_code == 204
    found = (await staff.get(here)).json()["webhook"]
    assert (found["name"], found["url"], found["types"], found["version"]) == ("New", "https://new.example/", [], 2)
    assert (await staff.post(here, json=said, headers={"if-match": '"1"'})).status_code == 412
    wrong = await staff.post(here, json=said | {"url": "http://new.example/"})
    assert [error["field"] for error in wrong.json()["errors"]] == ["url"]
