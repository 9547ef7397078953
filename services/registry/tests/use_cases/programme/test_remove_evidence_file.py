"""Removing a milestone's file."""

from collections.abc import Awaitable, Callable

import httpx

from services.registry.tests.documents import PDF

Published = Callable[[], Awaitable[list[str]]]
API = "/api/registry/v1"
HERE = "/programme/milestones/2/evidence"
TITLE = {"title": "Звіт", "title_en": "Report"}


async def test_it_is_asked_about_and_then_deleted(
    staff: httpx.AsyncClient, imported: None, published: Published
) -> None:
    before = await published()
    added = await staff.post(f"{API}{HERE}", params=TITLE, content=PDF)
    [file] = added.json()["milestones"][1]["files"]
    assert "Видалити цей файл?" in (await staff.get(f"{HERE}?confirm=removal-{file['id']}")).text
    elsewhere = f"{API}/programme/milestones/3/evidence/{file['id']}/removal"
    assert (await staff.post(elsewhere)).status_code == 404
    answer = await staff.post(f"{HERE}/{file['id']}/removal", data={"_page": HERE})
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert (await staff.get(file["path"])).status_code == 404
    assert (await staff.get(f"{API}/programme")).json()["programme"]["milestones"][1]["files"] == []
    assert (await staff.post(f"{API}{HERE}/{file['id']}/removal")).status_code == 404
    assert await published() == [*before, "MilestoneChanged", "MilestoneChanged"]


async def test_its_place_is_free_again(staff: httpx.AsyncClient, imported: None) -> None:
    for _ in range(3):
        added = await staff.post(f"{API}{HERE}", params=TITLE, content=PDF)
    first = added.json()["milestones"][1]["files"][0]["id"]
    assert (await staff.post(f"{API}{HERE}/{first}/removal")).status_code == 200
    again = await staff.post(f"{API}{HERE}", params=TITLE, content=PDF)
    assert (again.status_code, len(again.json()["milestones"][1]["files"])) == (201, 3)
