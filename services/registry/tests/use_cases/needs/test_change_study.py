"""Changing a study's draft."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit.database import new_id
from sqlalchemy.exc import IntegrityError

API = "/api/registry/v1/surveys"
SAID = {"title": "Потреби", "title_en": "Needs", "opens_on": "2030-01-02", "closes_on": "2030-01-03"}
Write = Callable[[str], Awaitable[None]]


async def drafted(staff: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await staff.post(API, json=SAID | {"slug": "needs"})).json()
    return found


async def test_its_districts_are_chosen_by_page(staff: httpx.AsyncClient, imported: None) -> None:
    study = await drafted(staff)
    assert len(study["district_ids"]) == 8
    home, some = f"/surveys/studies/{study['id']}", study["district_ids"][:2]
    page = (await staff.get(f"{home}/details")).text
    assert page.count('name="district_ids[]"') == 8
    form = SAID | {"_page": f"{home}/details", "_version": "1", "by_code": "true", "district_ids[]": some}
    done = await staff.post(f"{home}/change", data=form)
    assert (done.status_code, done.headers["location"]) == (303, home)
    changed = (await staff.get(f"/api/registry/v1{home}")).json()
    assert sorted(one["id"] for one in changed["districts"]) == sorted(some)
    assert changed["by_code"]
    assert (await staff.post(f"{home}/change", data=form)).status_code == 412
    everywhere = await staff.post(f"{API}/studies/{study['id']}/change", json=SAID)
    assert len(everywhere.json()["district_ids"]) == 8


async def test_a_draft_may_begin_with_some_districts_by_page(staff: httpx.AsyncClient, imported: None) -> None:
    districts = (await staff.get(API)).json()["districts"]
    form = SAID | {"_page": "/surveys", "slug": "two", "district_ids[]": [one["id"] for one in districts[:2]]}
    done = await staff.post("/surveys", data=form)
    page = (await staff.get(done.headers["location"])).text
    assert districts[0]["name"] in page
    assert districts[2]["name"] not in page


async def test_what_cannot_be_is_refused(staff: httpx.AsyncClient, imported: None) -> None:
    study = await drafted(staff)
    address = f"{API}/studies/{study['id']}/change"
    for said, field in (({"closes_on": "2030-01-01"}, "closes_on"), ({"title": ""}, "title")):
        refused = await staff.post(address, json=SAID | said)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    nowhere = await staff.post(address, json=SAID | {"district_ids": [str(new_id())]})
    assert nowhere.status_code == 422
    assert (await staff.post(f"{API}/studies/{new_id()}/change", json=SAID)).status_code == 404


async def test_an_open_study_stays_as_it_is_in_the_database_too(
    staff: httpx.AsyncClient, opened: dict[str, Any], write: Write
) -> None:
    assert (await staff.post(f"{API}/studies/{opened['id']}/change", json=SAID)).status_code == 409
    with pytest.raises(IntegrityError, match="stay as they are"):
        await write("update needs_study set district_ids = '[]'")
