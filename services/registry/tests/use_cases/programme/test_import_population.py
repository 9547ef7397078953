"""Importing the population of the districts."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import District
from liaison_registry.model.imports.imports import BrokenFile
from liaison_registry.model.programme.figures import Districts
from liaison_registry.model.programme.figures_file import Unreadable, number, source, written
from liaison_registry.model.programme.population import read_population
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.registry.tests.plan_steps import (
    API,
    FIRST,
    POPULATION,
    PROGRAMME,
    SAID,
    SECOND,
    done,
    file_of,
    mistakes,
    send,
    taken,
)

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")
WOMEN, MEN = f"{FIRST},2021,female,18-34,510,{SAID}", f"{FIRST},2021,male,18-34,480,{SAID}"
THERE = file_of(POPULATION, WOMEN, MEN)


async def kept(database: Database) -> set[tuple[int, str, str, int]]:
    """Year, sex, age group and people of all that is there."""
    async with database.reading() as session:
        rows = await session.execute(text("select year, sex, age_group, people from population"))
        return {(row.year, row.sex, row.age_group, row.people) for row in rows}


async def test_a_file_is_taken_over_and_again_it_changes_nothing(staff: httpx.AsyncClient, database: Database) -> None:
    first = await send(staff, "population", THERE)
    assert await taken(first) == {"added": 2, "changed": 0, "unchanged": 0, "gone": 0}
    assert await taken(await send(staff, "population", THERE)) == {"added": 0, "changed": 0, "unchanged": 2, "gone": 0}
    assert await kept(database) == {(2021, "female", "18-34", 510), (2021, "male", "18-34", 480)}


async def test_what_a_year_of_a_district_has_no_more_goes_and_other_years_and_districts_stay(
    staff: httpx.AsyncClient, database: Database
) -> None:
    others = (f"{FIRST},2020,male,60+,90,{SAID}", f"{SECOND},2021,male,60+,70,{SAID}")
    await taken(await send(staff, "population", file_of(POPULATION, WOMEN, MEN, *others)))
    newer = file_of(POPULATION, WOMEN.replace("510", "515"), f"{FIRST},2021,female,60+,200,{SAID}")
    answer = await send(staff, "population", newer)
    assert await taken(answer) == {"added": 1, "changed": 1, "unchanged": 0, "gone": 1}
    assert await kept(database) == {
        (2020, "male", "60+", 90),
        (2021, "male", "60+", 70),
        (2021, "female", "18-34", 515),
        (2021, "female", "60+", 200),
    }
    differences = {one["becomes"]: (one["line"], one["before"], one["now"]) for one in answer.json()["differences"]}
    assert differences == {"added": (3, None, 200), "changed": (2, 510, 515), "gone": (None, 480, None)}


async def test_a_figure_whose_source_alone_is_another_has_changed(staff: httpx.AsyncClient) -> None:
    await send(staff, "population", THERE)
    answer = await send(staff, "population", THERE.replace("Держстат", "Перепис"))
    assert (await taken(answer))["changed"] == 2
    assert "Держстат, 01.02.2021 → Перепис, 01.02.2021" in (await staff.get(answer.headers["location"])).text


async def test_two_at_the_same_moment_do_not_bring_the_same_figures_twice(staff: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(send(staff, "population", THERE) for _ in range(4)))
    assert sorted([(await taken(answer))["added"] for answer in answers]) == [0, 0, 0, 2]


async def test_a_dry_run_tells_the_same_and_writes_nothing(staff: httpx.AsyncClient, database: Database) -> None:
    await send(staff, "population", THERE)
    before = await kept(database)
    answer = await send(staff, "population", file_of(POPULATION, WOMEN.replace("510", "1")), "?dry_run=true")
    assert (answer.json()["dry_run"], await taken(answer)) == (
        True,
        {"added": 0, "changed": 1, "unchanged": 0, "gone": 1},
    )
    assert await kept(database) == before
    page = (await staff.get(answer.headers["location"])).text
    for part in ("Це була лише перевірка", "Що змінилося б", "жінки, 18-34", "510", "Прибрано"):
        assert part in page, part


async def test_every_mistake_is_named_by_line_and_column_and_nothing_of_the_file_goes_in(
    staff: httpx.AsyncClient, database: Database
) -> None:
    rows = (
        WOMEN,
        f"Атлантида,2021,female,18-34,5,{SAID}",
        f"{FIRST},21,other,18-35,5.5,{SAID}",
        f"{FIRST},2021,male,60+,7,,01.13.2021",
        f"{FIRST},2021,female,18-34,511,{SAID}",
    )
    answer = await send(staff, "population", file_of(POPULATION, *rows))
    found = mistakes(answer)
    assert [field for field, _ in found] == [
        "district", "year", "sex", "age_group", "people", "source", "as_of", "file",
    ]  # fmt: skip
    assert found[0][1].startswith("Line 3, column “district”: there is no such district.")
    assert found[-1][1] == "Line 6: the same is said on line 2 already."
    assert await kept(database) == set()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("", "The file is empty."),
        (POPULATION, "There is nothing under the header."),
        (file_of(POPULATION, f'{FIRST},2021,male,60+,7,"Держстат,2021-02-01'), "Line 2: the quotation marks"),
        (file_of(POPULATION, f"{FIRST},2021,male,60+,7"), "Line 2: this row has 5 cells, the header 7."),
        (file_of("district;year;sex;people;source;as_of", "x"), "The file has no column “age_group”."),
        (file_of(POPULATION, f"{FIRST},2021,male,60+,7,Держстат,2999-01-01"), "this day lies in the future"),
        (file_of(POPULATION, f"{FIRST},2999,male,60+,7,{SAID}"), "this is not a year from 1991 to"),
        (file_of(POPULATION, f"{FIRST},2021,male,60+,7,{'x' * 301},2021-02-01"), "use at most 300 characters."),
        (file_of(POPULATION, f"{FIRST},2021,male,60+,7,Держ\x07стат,2021-02-01"), "use ordinary characters only."),
        pytest.param(POPULATION + "\r\nx" * 20_001, "The file has more than 20000 rows.", id="too many rows"),
        (b"\x98,\x98\n1,2", "The text is neither UTF-8 nor windows-1251."),
        ("<html></html>", "This is a web page or XML, not CSV."),
    ],
)
async def test_what_is_no_such_file_is_refused_as_a_whole(
    staff: httpx.AsyncClient, database: Database, file: str | bytes, message: str
) -> None:
    assert any(message in said for _, said in mistakes(await send(staff, "population", file)))
    assert await kept(database) == set()


async def test_a_spreadsheet_saved_in_ukraine_is_read(staff: httpx.AsyncClient, database: Database) -> None:
    file = (
        "Округ;Рік;Стать;Вікова група;Осіб;Джерело;Станом на\r\nдеснянський;2021;Ж;18–34;1 234;Держстат;01.02.2021\r\n"
    )
    name = (await staff.get("/api/registry/v1/districts")).json()["districts"][0]["district"]["name"]
    content = file.replace("деснянський", name.upper()).encode("windows-1251")
    assert (await taken(await send(staff, "population", content)))["added"] == 1
    assert await kept(database) == {(2021, "female", "18-34", 1234)}


async def test_what_was_exported_can_be_imported_again(staff: httpx.AsyncClient) -> None:
    await send(staff, "population", THERE.replace("Держстат", "=Держстат; лист"))
    for query in ("", "?excel=true"):
        sheet = (await staff.get(f"/programme/population.csv{query}")).content
        counts = await taken(await send(staff, "population", sheet))
        assert counts == {"added": 0, "changed": 0, "unchanged": 2, "gone": 0}
    assert sheet.startswith(b"\xef\xbb\xbf")


async def test_the_file_to_fill_in_needs_nothing_but_numbers(staff: httpx.AsyncClient) -> None:
    empty = (await staff.get("/programme/population/template.csv")).content.decode("utf-8-sig")
    header, *rows = empty.splitlines()
    assert len(rows) == 8 * 8
    filled = "\r\n".join([header, *(row.removesuffix(";;;") + ";7;Держстат;01.02.2021" for row in rows)])
    assert (await taken(await send(staff, "population", filled)))["added"] == 64


async def test_an_uploaded_file_leads_to_what_came_of_it_and_a_bad_one_back_with_its_mistakes(
    staff: httpx.AsyncClient,
) -> None:
    shown = {"_page": "/programme/population"}
    answer = await staff.post("/programme/population", data=shown, files={"file": ("p.csv", THERE.encode())})
    assert answer.status_code == 303, answer.text
    report = (await staff.get(answer.headers["location"])).text
    assert "Населення округів" in report
    assert "Нове" in report
    bad = {"file": ("p.csv", THERE.replace("510", "багато").encode())}
    refused = await staff.post("/programme/population", data=shown, files=bad)
    assert refused.status_code == 422
    assert "Рядок 2, стовпець «people»: це не ціле число" in refused.text


async def test_the_answers_to_a_survey_are_weighed_against_it(staff: httpx.AsyncClient) -> None:
    days = {"opens_on": clock.today().isoformat(), "closes_on": (clock.today() + timedelta(days=7)).isoformat()}
    written = {"slug": "potreby", "title": "Потреби", "title_en": "Needs"}
    study = await done(await staff.post(f"{API}/surveys", json=written | days))
    at = f"{API}/surveys/studies/{study['id']}"
    asked = {"kind": "text", "text": "Чого бракує?", "text_en": "What do you miss?"}
    await done(await staff.post(f"{at}/questions", json=asked), 200)
    assert (await staff.post(f"{at}/opening", json={})).is_success
    await send(staff, "population", THERE)
    district = (await staff.get(f"{PROGRAMME}/population")).json()["districts"][0]["district_id"]
    for paper, sex in enumerate(["female"] * 3 + ["male"] * 3, start=1):
        said = {"paper_number": paper, "district_id": district, "sex": sex, "age_group": "18-34", "q1": "Курсів"}
        assert (await staff.post(f"{at}/paper-answers", json=said)).is_success
    standings = (await staff.get(f"{at}/analysis")).json()["standings"]
    scores = {one["district"]["id"]: one["score"] for one in standings}
    assert scores.pop(district) == pytest.approx(480 / 510)
    assert set(scores.values()) == {None}


async def test_a_resident_cannot_import(client: httpx.AsyncClient) -> None:
    client.headers.pop("authorization", None)
    assert (await send(client, "population", THERE)).status_code == 401


@pytest.mark.parametrize("change", ["people = -1", "sex = 'other'", "age_group = '18-35'"])
async def test_the_database_refuses_what_no_file_may_say(
    staff: httpx.AsyncClient, write: Callable[[str], Awaitable[None]], change: str
) -> None:
    await send(staff, "population", THERE)
    with pytest.raises(DBAPIError, match="check constraint"):
        await write(f"update population set {change}")


@given(st.integers(0, 10_000_000), st.sampled_from(["", " ", "\u00a0"]))
def test_a_number_is_read_as_people_write_it(many: int, between: str) -> None:
    assert number(f"{many:,}".replace(",", between)) == many


@given(st.text(max_size=300))
def test_a_source_comes_back_from_a_spreadsheet_as_it_was(text: str) -> None:
    try:
        clean = source(text)
    except Unreadable:
        return
    (row,) = written(["x"], [[clean]]).splitlines()[1:] or [""]
    if clean and not set(clean) & set('",\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029'):
        assert source(row) == clean


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    names = {"name": "Десна", "name_en": "Desna", "seat": "Десна", "seat_en": "Desna"}
    district = District(id=new_id(), version=1, code=FIRST, joined_on=clock.today(), **names)
    for header in (b"", POPULATION.encode() + b"\n", POPULATION.encode() + b"\n" + WOMEN.encode()):
        with contextlib.suppress(BrokenFile):
            read_population(header + content, Districts([district]), clock.today())
