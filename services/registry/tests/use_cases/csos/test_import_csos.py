"""Importing organisations from the state register."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model import CSO
from sqlalchemy import select, text

Published = Callable[[], Awaitable[list[str]]]
ADDRESS = "/api/registry/v1/cso/import"
HEADER = "ЄДРПОУ;Назва;Стан;Дата реєстрації;Керівник"
GOOD = '99000376;"ГО ""САД""";зареєстровано;12.03.2021;Прикладенко Приклад'
OTHER = "99000749;ГО ХУТІР;зареєстровано;2019-06-04;Прикладенко Приклад"


async def post(client: httpx.AsyncClient, file: str | bytes, query: str = "") -> httpx.Response:
    content = file.encode() if isinstance(file, str) else file
    return await client.post(ADDRESS + query, content=content, headers={"content-type": "text/csv"})


def told(answer: httpx.Response) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name not in {"rows", "status"}}


def rows(*lines: str) -> str:
    return "\r\n".join([HEADER, *lines, ""])


async def known(database: Database) -> dict[str, Any]:
    async with database.reading() as session:
        return {cso.edrpou: cso for cso in await session.scalars(select(CSO))}


async def test_good_rows_are_listed_and_count_for_nothing(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    answer = await post(staff, rows(GOOD, OTHER))
    assert answer.status_code == 200, answer.text
    assert told(answer) == {"dry_run": False, "added": 2, "unchanged": 0, "rejected": [], "differing": 0}
    listed = await known(database)
    assert listed["99000376"].name == 'ГО "САД"'
    assert listed["99000749"].registered_on.isoformat() == "2019-06-04"
    assert not any(cso.created_with_help for cso in listed.values())
    assert await published() == ["CSOListed", "CSOListed"]


async def test_importing_twice_changes_nothing(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    await post(staff, rows(GOOD))
    answer = await post(staff, rows(GOOD.replace("САД", "ІНША НАЗВА"), OTHER))
    assert told(answer) == {"dry_run": False, "added": 1, "unchanged": 1, "rejected": [], "differing": 1}
    assert (await known(database))["99000376"].name == 'ГО "САД"'
    assert await published() == ["CSOListed", "CSOListed"]


async def test_a_bad_row_is_reported_and_the_others_go_in(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    answer = (await post(staff, rows(GOOD, "3184710691;ГО;зареєстровано;12.03.2021;П", OTHER))).json()
    assert answer["added"] == 2
    message = "This is a person's number, not an organisation's: it has 10 digits."
    assert answer["rejected"] == [{"line": 3, "field": "ЄДРПОУ", "message": message}]
    assert set(await known(database)) == {"99000376", "99000749"}
    assert await published() == ["CSOListed", "CSOListed"]


async def test_a_file_without_the_needed_columns_is_refused(staff: httpx.AsyncClient, published: Published) -> None:
    answer = await post(staff, "Код;Керівник\n99000376;П")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["ЄДРПОУ", "Назва"]
    assert await published() == []


async def test_a_dry_run_tells_the_same_and_writes_no_organisation(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    await post(staff, rows(GOOD))
    answer = await post(staff, rows(GOOD, OTHER, "1;ГО;зареєстровано;;П"), "?dry_run=true")
    assert (answer.json()["added"], answer.json()["unchanged"], len(answer.json()["rejected"])) == (1, 1, 1)
    assert set(await known(database)) == {"99000376"}
    assert await published() == ["CSOListed"]


async def test_officers_names_are_kept_nowhere(
    staff: httpx.AsyncClient, demo: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    file = (demo / "csos.csv").read_bytes() + "1;ГО;зареєстровано;;Прикладенко Приклад\r\n".encode()
    assert "Прикладенко" in file.decode()
    answer = await post(staff, file)
    assert (answer.json()["added"], len(answer.json()["rejected"])) == (12, 1)
    names = "select table_name from information_schema.tables where table_schema = 'public'"
    async with database.reading() as session:
        connection = await session.connection()
        for table in (await session.scalars(text(names))).all():
            for row in (await connection.exec_driver_sql(f'select * from "{table}"')).all():
                cells = (bytes(cell).decode(errors="replace") if isinstance(cell, bytes) else cell for cell in row)
                assert not any("Прикладенко" in str(cell) for cell in cells), table
    report = await staff.get("/api/registry/v1" + answer.headers["location"])
    sheet = await staff.get(answer.headers["location"] + "/rows.csv")
    assert not any("Прикладенко" in said for said in (report.text, sheet.text, *capsys.readouterr()))


async def test_an_uploaded_extract_leads_to_the_refused_rows(staff: httpx.AsyncClient, published: Published) -> None:
    files = {"file": ("csos.csv", rows(GOOD, "1;ГО;зареєстровано;;П").encode())}
    answer = await staff.post("/cso/import?dry_run=true", data={"_page": "/network"}, files=files)
    assert answer.status_code == 303
    report = await staff.get(answer.headers["location"])
    assert "Це була лише перевірка" in report.text
    assert "<td>3</td><td>ЄДРПОУ</td><td>Це не код ЄДРПОУ" in report.text
    assert await published() == []


async def test_a_resident_cannot_import(client: httpx.AsyncClient, published: Published) -> None:
    assert (await post(client, rows(GOOD))).status_code == 401
    assert await published() == []


async def test_a_dry_run_shows_what_would_be_added_and_what_differs(
    staff: httpx.AsyncClient, published: Published
) -> None:
    third = "99001111;ГО ТРЕТЯ;зареєстровано;;П"
    await post(staff, rows(GOOD, OTHER, third))
    changed = (
        GOOD.replace("САД", "ІНША"),
        third.replace("зареєстровано", "припинено"),
        "99000092;ГО НОВА;зареєстровано;;П",
    )
    answer = await post(staff, rows(OTHER, *changed), "?dry_run=true")
    assert told(answer) == {"dry_run": True, "added": 1, "unchanged": 2, "rejected": [], "differing": 2}
    page = await staff.get(answer.headers["location"] + "?outcome=differs")
    assert "ГО &#34;ІНША&#34;" in page.text
    assert "ГО &#34;САД&#34;" in page.text
    assert "припинено" in page.text
    assert "ГО НОВА" in (await staff.get(answer.headers["location"] + "?outcome=added")).text
    sheet = (await staff.get(answer.headers["location"] + "/rows.csv?outcome=differs")).text.splitlines()
    assert sheet[1] == '3,differs,99000376,"ГО ""ІНША""",2021-03-12,"ГО ""САД""",2021-03-12,active,,'
    assert await published() == ["CSOListed"] * 3
