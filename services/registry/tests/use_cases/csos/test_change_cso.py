"""Changing a CSO."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import new_id
from liaison_registry.model import Office

from services.registry.tests.organisations import CSO, GARDEN, Published, registered, wrong_fields

ADDRESS = f"{CSO}/{GARDEN}/details"
NOW: dict[str, Any] = {
    "name": "ГО «Сад і город»",
    "areas": ["youth", "environment", "youth"],
    "description": "Садимо дерева.",
    "phone": "0432 59 50 00",
    "email": "sad@example.org",
    "website": "sad.org.ua",
    "address": "вул. Садова, 1",
}


async def test_what_is_known_changes_and_everybody_learns_of_it(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    await registered(staff)
    now = NOW | {"district_id": str(office.district_id), "office_id": str(office.id)}
    answer = await staff.post(ADDRESS, json=now)
    assert answer.status_code == 200, answer.text
    state = answer.json()
    assert state["areas"] == ["environment", "youth"]
    assert (state["phone"], state["website"]) == ("+380432595000", "https://sad.org.ua")
    assert (state["org_id"], state["office_id"]) == (f"UA-EDR-{GARDEN}", str(office.id))
    assert (await staff.post(ADDRESS, json=now)).json()["version"] == state["version"]
    assert await published() == ["CSORegistered", "CSOChanged"]


async def test_of_two_who_edit_the_second_sees_what_the_first_wrote(
    staff: httpx.AsyncClient, published: Published
) -> None:
    await registered(staff)
    seen = (await staff.get(f"{CSO}/{GARDEN}")).headers["etag"]
    first = await staff.post(ADDRESS, json=NOW, headers={"if-match": seen})
    assert first.headers["etag"] != seen
    form = {"_page": f"/cso/{GARDEN}/details", "_version": seen.strip('"'), "name": "ГО «Лише сад»"}
    second = await staff.post(f"/cso/{GARDEN}/details", data=form)
    assert second.status_code == 412
    assert "Тепер тут: ГО «Сад і город»" in second.text
    assert "ГО «Лише сад»" in second.text
    assert await published() == ["CSORegistered", "CSOChanged"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"areas": ["football"]}, "areas.0"),
        ({"phone": "102"}, "phone"),
        ({"email": "sad"}, "email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"address": "x" * 301}, "address"),
        ({"district_id": str(new_id())}, "district_id"),
        ({"office_id": str(new_id())}, "office_id"),
    ],
)
async def test_a_mistake_names_its_field(
    staff: httpx.AsyncClient, published: Published, changes: dict[str, Any], field: str
) -> None:
    await registered(staff)
    assert wrong_fields(await staff.post(ADDRESS, json=NOW | changes)) == [field]
    assert await published() == ["CSORegistered"]


async def test_a_worker_keeps_the_organisations_of_the_office(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: Office, published: Published
) -> None:
    own: dict[str, Any] = {"roles": [Role.WORKER], "whole_network": False, "offices": [office.id]}
    worker = await signed_in(**own)
    assert wrong_fields(
        await worker.post(CSO, json={"edrpou": GARDEN, "name": "ГО", "registered_on": "2023-01-01"})
    ) == ["office_id"]
    await registered(worker, office_id=str(office.id))
    assert (await worker.post(ADDRESS, json=NOW | {"office_id": str(office.id)})).status_code == 200
    assert wrong_fields(await worker.post(ADDRESS, json=NOW)) == ["office_id"]
    assert (await worker.post(ADDRESS, json=NOW | {"office_id": str(new_id())})).status_code == 403
    other = await signed_in(**own | {"offices": [new_id()]})
    acts = ["details", "dormancy", "waking", "dissolution", "network-membership", "network-membership/leaving"]
    for act in acts:
        assert (await other.post(f"{CSO}/{GARDEN}/{act}", json=NOW)).status_code == 403, act
    assert (await other.get(f"/cso/{GARDEN}/details")).status_code == 403
    assert "confirm=dissolution" not in (await other.get(f"/cso/{GARDEN}")).text
    elsewhere = {"edrpou": "99000005", "name": "ГО", "registered_on": "2023-01-01", "office_id": str(office.id)}
    assert (await other.post(CSO, json=elsewhere)).status_code == 403
    assert await published() == ["CSORegistered", "CSOChanged"]


async def test_a_dissolved_one_changes_no_more(staff: httpx.AsyncClient) -> None:
    await registered(staff)
    await staff.post(f"{CSO}/{GARDEN}/dissolution", json={})
    for act in ("details", "dormancy", "waking", "network-membership"):
        assert (await staff.post(f"{CSO}/{GARDEN}/{act}", json=NOW)).status_code == 409, act
