"""Signing somebody out everywhere."""

from typing import Any

import httpx
import pytest

from services.registry.tests.people import PEOPLE, invited

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_a_cookie_of_before_is_refused(
    staff: httpx.AsyncClient, client: httpx.AsyncClient, signed_in: Any, settings: Any
) -> None:
    one = await invited(staff, roles=["administrator"])
    authorization = staff.headers.pop("authorization")
    person = await signed_in(id=one, version=1, roles=["administrator"])
    assert (await person.get(PEOPLE)).status_code == 200
    answer = await client.post(f"{PEOPLE}/{one}/revocation", headers={"authorization": authorization})
    assert answer.status_code == 200
    assert (await person.get(PEOPLE)).status_code == 401
