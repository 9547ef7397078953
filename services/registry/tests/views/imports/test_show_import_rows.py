"""The rows of an import as a table to take away."""

import httpx
from liaison_kit.database import new_id

FILE = 'ЄДРПОУ;Назва\n99000376;"=ГО ""Сад"""\n1;ГО'


async def test_it_says_what_became_of_each_row_in_the_readers_language(staff: httpx.AsyncClient) -> None:
    done = await staff.post("/api/registry/v1/cso/import", content=FILE.encode())
    sheet = await staff.get(done.headers["location"] + "/rows.csv?lang=en")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    _, good, bad = sheet.text.removeprefix("\ufeff").splitlines()
    assert good == """2,added,99000376,"'=ГО ""Сад""\",,,,,,"""
    assert bad.startswith("3,refused,,,,,,,ЄДРПОУ,This is not an EDRPOU code")
    refused = await staff.get(done.headers["location"] + "/rows.csv?outcome=refused&lang=uk")
    assert "Це не код ЄДРПОУ" in refused.text
    assert "99000376" not in refused.text
    assert (await staff.get(f"/network/imports/{new_id()}/rows.csv")).status_code == 404


async def test_it_is_for_staff(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/network/imports/{new_id()}/rows.csv")).status_code == 401
