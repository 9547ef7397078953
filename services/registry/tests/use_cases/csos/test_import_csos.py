"""Importing organisations from the state register."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from liaison_kit.database import Database
from liaison_registry.model import CSO
from sqlalchemy import select

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


async def test_officers_names_are_kept_nowhere(staff: httpx.AsyncClient, demo: Path, database: Database) -> None:
    file = (demo / "csos.csv").read_bytes() + "1;ГО;зареєстровано;;Прикладенко Приклад\r\n".encode()
    assert "Прикладенко" in file.decode()
    answer = await post(staff, file)
    assert (answer.json()["added"], len(answer.json()["rejected"])) == (12, 1)
    async with database.reading() as session:
        connection = await session.connection()
        for table in ("cso", "import_report", "import_row", "outbox", "audit"):
            found = (await connection.exec_driver_sql(f"select * from {table}")).all()
            assert found
            assert not any(
                "Прикладенко" in str(bytes(c).decode() if isinstance(c, bytes) else c) for r in found for c in r
            )


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
