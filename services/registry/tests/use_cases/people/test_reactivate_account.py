"""Reactivating."""

import httpx
import pytest

from services.registry.tests.people import PEOPLE, Published, invited

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_a_reactivated_person_has_the_roles_of_before(staff: httpx.AsyncClient, published: Published) -> None:
    one = await invited(staff)
    await staff.post(f"{PEOPLE}/{one}/deactivation")
    for _ in range(2):
        answer = await staff.post(f"{PEOPLE}/{one}/reactivation")
        assert (answer.json()["active"], answer.json()["roles"]) == (True, ["coordinator"])
    assert (await published()).count("StaffChanged") == 3
