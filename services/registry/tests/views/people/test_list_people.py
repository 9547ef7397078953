"""The list of people."""

import httpx
import pytest
from liaison_registry.model import Office

PEOPLE = "/api/registry/v1/people"


@pytest.mark.usefixtures("sealing_key")
async def test_people_are_found_by_name_role_office_and_state(staff: httpx.AsyncClient, office: Office) -> None:
    here = {"roles": ["worker"], "offices": [str(office.id)]}
    await staff.post(PEOPLE, json={"name": "Андрій", "email": "a@example.org", **here})
    await staff.post(PEOPLE, json={"name": "Борис", "email": "b@example.org", "roles": ["auditor"]})
    network = {"roles": ["coordinator"], "whole_network": True}
    gone = (await staff.post(PEOPLE, json={"name": "Юрій", "email": "c@example.org", **network})).json()["id"]
    await staff.post(f"{PEOPLE}/{gone}/deactivation")

    async def names(**query: str) -> list[str]:
        return [person["name"] for person in (await staff.get(PEOPLE, params=query)).json()["people"]]

    assert await names() == ["Андрій", "Борис", "Юрій"]
    assert await names(q="B@EXAMPLE") == ["Борис"]
    assert await names(role="worker") == ["Андрій"]
    assert await names(office=str(office.id)) == ["Андрій", "Юрій"]
    assert await names(active="false") == ["Юрій"]
    assert await names(page="2") == []
    page = await staff.get("/people", params={"role": "worker"})
    assert "Андрій" in page.text
    assert office.name in page.text
    assert "Борис" not in page.text
