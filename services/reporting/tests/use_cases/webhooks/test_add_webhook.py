"""Adding a webhook: its secret is shown once, and what it may not be is said."""

import base64

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from sqlalchemy import text

from services.reporting.tests.use_cases.webhooks.conftest import API


async def test_it_has_a_secret_of_32_bytes_that_is_never_shown_again(add, staff: httpx.AsyncClient, published) -> None:
    made = await add(types=["EventHeld"])
    assert len(base64.b64decode(made["secret"].removeprefix("whsec_"))) == 32
    listed, page = await staff.get(API), await staff.get(f"{API}/{made['id']}")
    assert made["secret"] not in listed.text + page.text
    [one] = listed.json()["webhooks"]
    assert (one["types"], one["state"], one["backlog"]) == (["EventHeld"], "working", 0)
    assert await published() == []


async def test_by_the_form_the_secret_is_on_the_next_page_and_then_nowhere(staff: httpx.AsyncClient) -> None:
    values = {"name": "Register", "url": "https://hooks.city.example/", "types[]": "OfficeState", "_page": "/webhooks"}
    answer = await staff.post("/webhooks", data=values)
    assert answer.status_code == 303, answer.text
    page = await staff.get(answer.headers["location"])
    assert "whsec_" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "whsec_" not in (await staff.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://hooks.city.example/"}, "url"),
        ({"url": "https://user:secret@hooks.city.example/"}, "url"),
        ({"url": "https://hooks.city.example/#part"}, "url"),
        ({"url": "https://hooks.city.example:99999/"}, "url"),
        ({"url": "https:///x"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://" + "a" * 500}, "url"),
        ({"types": ["Nothing"]}, "types"),
        ({"types": ["SignUpConfirmed"]}, "types"),
        ({"types": ["ParticipantContact"]}, "types"),
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a" * 101}, "name"),
    ],
)
async def test_what_is_wrong_is_named(staff: httpx.AsyncClient, values: dict[str, object], field: str) -> None:
    said = {"name": "Register", "url": "https://hooks.city.example/"} | values
    answer = await staff.post(API, json=said)
    assert answer.status_code == 422, answer.text
    assert {error["field"].split(".")[0] for error in answer.json()["errors"]} == {field}
    assert "secret" not in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_only_administrators_of_the_network_may(signed_in, role: Role) -> None:
    browser = await signed_in(roles=[role])
    said = {"name": "Register", "url": "https://hooks.city.example/"}
    assert (await browser.post(API, json=said)).status_code == 403
    browser = await signed_in(roles=[Role.ADMINISTRATOR], whole_network=False)
    assert (await browser.post(API, json=said)).status_code == 403


async def test_the_audit_trail_knows_who_and_not_the_secret(add, database: Database) -> None:
    made = await add()
    async with database.reading() as session:
        [entry] = await session.execute(text("select action, fields::text, object::text from audit"))
    assert entry.action == "add_webhook"
    assert made["secret"] not in str(entry)
