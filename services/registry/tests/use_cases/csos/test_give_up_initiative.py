"""Giving up an initiative."""

import httpx
from liaison_registry.model import Office

from services.registry.tests.organisations import Published, formed, wrong_fields


async def test_a_group_gives_up_once_and_is_still_known_for_a_year(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    group = await formed(staff, office)
    assert wrong_fields(await staff.post(f"{group}/giving-up", json={"reason": " "})) == ["reason"]
    asked = await staff.get(f"{group.removeprefix('/api/registry/v1')}?confirm=giving-up")
    assert "За рік імена й контакти буде стерто" in asked.text
    assert (await staff.post(f"{group}/giving-up", json={"reason": "немає часу"})).status_code == 204
    assert (await staff.post(f"{group}/giving-up", json={"reason": "ще раз"})).status_code == 409
    page = (await staff.get(group)).json()
    assert (page["status"], page["reason"], len(page["founders"])) == ("given_up", "немає часу", 2)
    assert (await staff.post(f"{group}/steps/statute", json={})).status_code == 409
    assert await published() == ["InitiativeGroupFormed"]
