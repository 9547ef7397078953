"""An initiative group's page."""

import httpx
from liaison_kit.database import new_id
from liaison_registry.model import Office

from services.registry.tests.organisations import GROUPS, formed, took


async def test_it_leads_from_step_to_step_to_the_registration(staff: httpx.AsyncClient, office: Office) -> None:
    group = await formed(staff, office)
    address = group.removeprefix("/api/registry/v1")
    page = (await staff.get(address)).text
    for said in (
        "Олена Прикладенко",
        "067 123 45 67",
        "Бракує 4 кроків",
        f'href="{address}?confirm=statute#confirmation"',
    ):
        assert said in page
    assert "confirm=application" not in page
    asked = (await staff.get(f"{address}?confirm=statute")).text
    assert f'action="{address}/steps/statute"' in asked
    wrong = {"_page": f"{address}?confirm=statute", "taken_on": "2999-01-01", "notes": "чернетка"}
    again = await staff.post(f"{address}/steps/statute", data=wrong)
    assert again.status_code == 422
    assert 'id="taken_on-error"' in again.text
    assert "чернетка" in again.text
    await took(staff, group, "statute", "meeting", "application")
    page = (await staff.get(address)).text
    form = f"/cso/new?group={group.rpartition('/')[2]}"
    assert f'href="{form}"' in page
    assert "Бракує 1 кроку" in page
    registration = (await staff.get(form)).text
    assert 'name="group_id"' in registration
    assert f'value="{office.district_id}" selected' in registration
    early = (await staff.get(f"/cso/new?group={(await formed(staff, office)).rpartition('/')[2]}")).text
    assert "Спершу внесіть їх" in early


async def test_there_is_no_such_group(staff: httpx.AsyncClient) -> None:
    assert (await staff.get(f"{GROUPS}/{new_id()}")).status_code == 404
    assert (await staff.get(f"{GROUPS}/x")).status_code == 404
    assert (await staff.get(f"/cso/new?group={new_id()}")).status_code == 404
