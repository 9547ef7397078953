"""What came of an import."""

import httpx
from liaison_kit.database import new_id

FILE = "ЄДРПОУ;Назва\n99000376;ГО «Сад»\n1;ГО\n99000376;ГО «Сад»"


async def test_it_lists_every_refused_row_with_its_reason(staff: httpx.AsyncClient) -> None:
    imported = await staff.post("/api/registry/v1/cso/import", content=FILE.encode())
    page = await staff.get(imported.headers["location"])
    assert "2 рядки відхилено" in page.text
    assert "Ця організація вже є у файлі, у рядку 2." in page.text
    report = (await staff.get("/api/registry/v1" + imported.headers["location"])).json()
    assert report["counts"] == {"csos": {"added": 1, "changed": 0, "unchanged": 0}}
    assert report["rejected"] == imported.json()["rejected"]


async def test_there_is_no_such_import(staff: httpx.AsyncClient) -> None:
    assert (await staff.get(f"/network/imports/{new_id()}")).status_code == 404


async def test_it_is_for_staff(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/network/imports/{new_id()}")).status_code == 401
