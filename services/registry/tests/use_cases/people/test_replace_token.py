"""Replacing a program's token."""

import httpx
import pytest

from services.registry.tests.people import PEOPLE, Published, added, bearer, invited

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_the_old_token_is_void_at_once(staff: httpx.AsyncClient, published: Published) -> None:
    one, old = await added(staff)
    new = (await staff.post(f"{PEOPLE}/{one}/token")).json()["token"]
    assert (await staff.get(PEOPLE, headers=bearer(old))).status_code == 401
    assert (await staff.get(PEOPLE, headers=bearer(new))).status_code == 200
    assert await published() == ["StaffChanged", "StaffChanged"]


async def test_a_person_has_none(staff: httpx.AsyncClient) -> None:
    assert (await staff.post(f"{PEOPLE}/{await invited(staff)}/token")).status_code == 404
