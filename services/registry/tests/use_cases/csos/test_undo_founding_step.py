"""Undoing a founding step."""

import httpx
from liaison_registry.model import Office

from services.registry.tests.organisations import Published, formed, took


async def test_a_step_recorded_by_mistake_is_taken_back_unless_another_stands_on_it(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    group = await formed(staff, office)
    await took(staff, group, "statute", "meeting", "application")
    assert (await staff.post(f"{group}/steps/meeting/undoing")).status_code == 409
    assert (await staff.post(f"{group}/steps/application/undoing")).status_code == 204
    assert (await staff.post(f"{group}/steps/application/undoing")).status_code == 409
    back = await staff.post(f"{group.removeprefix('/api/registry/v1')}/steps/meeting/undoing", data={"_page": "/"})
    assert back.status_code == 303
    assert (await staff.get(group)).json()["missing"] == ["meeting", "application", "entry"]
    assert await published() == ["InitiativeGroupFormed"]
