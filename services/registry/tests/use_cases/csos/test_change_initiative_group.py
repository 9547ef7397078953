"""Changing an initiative group."""

import httpx
from liaison_registry.model import Office

from services.registry.tests.organisations import Published, formed, wrong_fields

NOW = {"idea": "Сад і город", "area": "community", "founders": "Іван Зразковий, ivan@example.org"}


async def test_who_wants_to_be_forgotten_is_left_out(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    group = await formed(staff, office)
    seen = (await staff.get(group)).headers["etag"]
    answer = await staff.post(f"{group}/details", json=NOW, headers={"if-match": seen})
    assert answer.status_code == 204, answer.text
    now = (await staff.get(group)).json()
    assert [one["name"] for one in now["founders"]] == ["Іван Зразковий"]
    assert (now["idea"], now["area"], now["district"]) == ("Сад і город", "community", None)
    second = await staff.post(f"{group}/details", json=NOW | {"idea": "Город"}, headers={"if-match": seen})
    assert (second.status_code, (await staff.get(group)).json()["idea"]) == (412, "Сад і город")
    assert wrong_fields(await staff.post(f"{group}/details", json=NOW | {"founders": "12"})) == ["founders"]
    assert await published() == ["InitiativeGroupFormed"]


async def test_one_that_is_over_changes_no_more(staff: httpx.AsyncClient, office: Office) -> None:
    group = await formed(staff, office)
    await staff.post(f"{group}/giving-up", json={"reason": "немає часу"})
    assert (await staff.post(f"{group}/details", json=NOW)).status_code == 409
