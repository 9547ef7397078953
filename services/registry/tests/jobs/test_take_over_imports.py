"""Taking over what large imports have set aside."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_registry import register_import
from liaison_registry.jobs.take_over_imports import take_over_imports
from liaison_registry.model import CSO, ImportReport
from liaison_registry.use_cases.csos import import_csos
from sqlalchemy import func, select
from stdnum.ua import edrpou

Published = Callable[[], Awaitable[list[str]]]


def code(number: int) -> str:
    first = f"{number:07}"
    return first + edrpou.calc_check_digit(first + "0")


FILE = "\n".join(["ЄДРПОУ;Назва;Керівник", *(f"{code(n)};ГО {n};Прикладенко" for n in range(1, 8)), "1;ГО;П"])


class Killed(Exception):
    """The process is no more."""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_csos, "AT_ONCE", 2)
    monkeypatch.setattr(register_import.take_over, "__defaults__", (3,))


async def send(client: httpx.AsyncClient, query: str = "") -> tuple[httpx.Response, str]:
    files = {"file": ("csos.csv", FILE.encode())}
    answer = await client.post("/cso/import" + query, data={"_page": "/network"}, files=files)
    assert answer.status_code == 303
    return answer, answer.headers["location"]


async def listed(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(CSO)) or 0


async def test_a_large_file_is_taken_over_in_batches_and_the_page_says_how_far(
    staff: httpx.AsyncClient, database: Database, settings: Any, published: Published
) -> None:
    _, report = await send(staff)
    assert await published() == []
    context = JobContext(database, settings)
    assert await take_over_imports(context)
    page = (await staff.get(report)).text
    assert '<meta http-equiv="refresh"' in page
    assert "<strong>3</strong> / 8" in page
    assert await published() == ["CSOListed"] * 3
    while await take_over_imports(context):
        pass
    page = (await staff.get(report)).text
    assert "refresh" not in page
    assert "1 рядок відхилено" in page
    assert await published() == ["CSOListed"] * 7
    async with database.reading() as session:
        assert not any(cso.created_with_help for cso in await session.scalars(select(CSO)))


async def test_a_process_that_is_killed_in_a_batch_leaves_nothing_half_done(
    staff: httpx.AsyncClient, database: Database, settings: Any, published: Published
) -> None:
    await send(staff)
    context = JobContext(database, settings)
    await take_over_imports(context)

    async def half_a_batch() -> None:
        async with database.transaction() as session:
            report = (await session.scalars(select(ImportReport))).one()
            await register_import.take_over(session, report)
            await session.flush()
            raise Killed

    with pytest.raises(Killed):
        await half_a_batch()
    assert await listed(database) == 3
    while await take_over_imports(context):
        pass
    assert await listed(database) == 7
    assert await published() == ["CSOListed"] * 7


async def test_two_processes_do_not_take_the_same_batch(
    staff: httpx.AsyncClient, database: Database, settings: Any
) -> None:
    await send(staff)
    async with database.transaction() as session:
        await session.scalar(select(ImportReport).with_for_update())
        assert not await take_over_imports(JobContext(database, settings))


async def test_an_import_that_is_stopped_keeps_what_it_added_and_goes_on_when_the_file_comes_again(
    staff: httpx.AsyncClient, database: Database, settings: Any, published: Published
) -> None:
    _, report = await send(staff)
    context = JobContext(database, settings)
    await take_over_imports(context)
    stopped = await staff.post(report + "/cancel", data={"_page": report})
    assert stopped.headers["location"] == report
    assert not await take_over_imports(context)
    assert "Переглянуто 3 рядків із 8" in (await staff.get(report)).text
    assert "Зупинено" in (await staff.get("/network")).text
    assert (await staff.post(f"/api/registry/v1{report}/cancel")).status_code == 409
    await send(staff)
    while await take_over_imports(context):
        pass
    assert await published() == ["CSOListed"] * 7


async def test_a_second_time_adds_nothing(
    staff: httpx.AsyncClient, database: Database, settings: Any, published: Published
) -> None:
    context = JobContext(database, settings)
    for query in ("?dry_run=true", "", ""):
        _, report = await send(staff, query)
        while await take_over_imports(context):
            pass
    counts = (await staff.get("/api/registry/v1" + report)).json()["counts"]
    assert counts == {"csos": {"added": 0, "changed": 0, "unchanged": 7}}
    assert await published() == ["CSOListed"] * 7
