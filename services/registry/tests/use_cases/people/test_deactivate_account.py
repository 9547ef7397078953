"""Deactivating."""

import asyncio
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database

from services.registry.tests.people import PEOPLE, Published, invited, with_password

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_a_deactivated_person_can_do_nothing_and_the_letter_is_void(
    staff: httpx.AsyncClient, letters: Any, published: Published
) -> None:
    one = await invited(staff)
    answer = await staff.post(f"{PEOPLE}/{one}/deactivation")
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert (await published()).count("StaffChanged") == 2
    (letter,) = await letters()
    assert (await staff.get(letter.link.removeprefix("http://localhost:8080"))).status_code == 404


async def test_the_last_administrator_stays_active(staff: httpx.AsyncClient, database: Database) -> None:
    one = await invited(staff, roles=["administrator"])
    await with_password(database, one)
    refused = await staff.post(f"{PEOPLE}/{one}/deactivation")
    assert refused.status_code == 409
    two = await invited(staff, roles=["administrator"], email="two@example.org")
    await with_password(database, two)
    assert (await staff.post(f"{PEOPLE}/{one}/deactivation")).status_code == 200
    assert (await staff.post(f"{PEOPLE}/{two}/deactivation")).status_code == 409


async def test_two_administrators_who_deactivate_each_other_do_not_both_succeed(
    staff: httpx.AsyncClient, database: Database
) -> None:
    one = await invited(staff, roles=["administrator"])
    two = await invited(staff, roles=["administrator"], email="two@example.org")
    await with_password(database, one, two)
    answers = await asyncio.gather(*(staff.post(f"{PEOPLE}/{each}/deactivation") for each in (one, two)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
