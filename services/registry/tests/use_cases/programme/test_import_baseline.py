"""Importing monthly activity from before the offices."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model.programme.baseline import Baseline
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from services.registry.tests.plan_steps import BASELINE, FIRST, SAID, SECOND, file_of, mistakes, send, taken

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]
pytestmark = pytest.mark.usefixtures("imported")
APRIL, MAY = f"{FIRST},2021-04,events,3,{SAID}", f"{FIRST},2021-05,consultations,11,{SAID}"
THERE = file_of(BASELINE, APRIL, MAY, f"{SECOND},2021-04,events,0,{SAID}")


async def new_facts(published: Published) -> list[str]:
    return [fact for fact in await published() if fact == "BaselineChanged"]


async def versions(database: Database) -> list[int]:
    async with database.reading() as session:
        return sorted(await session.scalars(select(Baseline.version)))


async def test_each_district_that_a_file_changes_is_told_of_once(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    assert (await taken(await send(staff, "baseline", THERE)))["added"] == 3
    assert (await new_facts(published), await versions(database)) == (["BaselineChanged"] * 2, [1, 1])
    assert (await taken(await send(staff, "baseline", THERE)))["unchanged"] == 3
    assert len(await new_facts(published)) == 2
    answer = await send(staff, "baseline", file_of(BASELINE, APRIL.replace(",3,", ",4,")))
    assert await taken(answer) == {"added": 0, "changed": 1, "unchanged": 0, "gone": 1}
    assert (len(await new_facts(published)), await versions(database)) == (3, [1, 2])


async def test_a_dry_run_is_told_to_nobody_else(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    answer = await send(staff, "baseline", THERE, "?dry_run=true")
    assert (await taken(answer))["added"] == 3
    assert (await new_facts(published), await versions(database)) == ([], [])
    assert "Активність до появи офісів" in (await staff.get(answer.headers["location"])).text


async def test_months_are_read_as_people_and_spreadsheets_write_them(staff: httpx.AsyncClient) -> None:
    rows = (
        f"{FIRST};{month};звернення;1;Лист;01.02.2021" for month in ("04.2021", "2021-5", "01.06.2021", "2021-07-01")
    )
    file = file_of("Округ;Місяць;Вид активності;Кількість;Джерело;Станом на", *rows)
    answer = await send(staff, "baseline", file.encode("windows-1251"))
    assert [one["of"]["month"] for one in answer.json()["differences"]] == ["2021-04", "2021-05", "2021-06", "2021-07"]


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (APRIL.replace("2021-04", "квітень"), "month", "this is not a month"),
        (APRIL.replace("2021-04", "2021-13"), "month", "this is not a month"),
        (APRIL.replace("2021-04", "2999-01"), "month", "that is over"),
        (APRIL.replace("events", "balls"), "kind", "Write one of events, event_visits"),
        (APRIL.replace(",3,", ",-3,"), "number", "not a whole number"),
    ],
)
async def test_what_cannot_be_is_refused_by_line_and_column(
    staff: httpx.AsyncClient, published: Published, row: str, field: str, message: str
) -> None:
    ((named, said),) = mistakes(await send(staff, "baseline", file_of(BASELINE, MAY, row)))
    assert named == field
    assert said.startswith(f"Line 3, column “{field}”: ")
    assert message in said
    assert await new_facts(published) == []


async def test_of_many_mistakes_the_first_are_named_and_the_others_counted(staff: httpx.AsyncClient) -> None:
    found = mistakes(await send(staff, "baseline", file_of(BASELINE, *[MAY.replace(",11,", ",x,")] * 57)))
    assert (len(found), found[49][1].partition(",")[0]) == (51, "Line 51")
    assert found[50] == ("file", "7 more mistakes are not shown.")


async def test_the_month_in_which_an_office_opened_is_no_baseline_any_more(
    staff: httpx.AsyncClient, write: Write, published: Published
) -> None:
    # Past the steps of its life, which are another test's.
    await write("alter table office disable trigger user")
    await write(f"""update office set status = 'open', opened_on = '2021-05-10'
        where district_id = (select id from district where code = '{FIRST}')""")
    ((field, said),) = mistakes(await send(staff, "baseline", file_of(BASELINE, APRIL, MAY)))
    assert (field, "opened in this district on 10.05.2021" in said) == ("month", True)
    assert await new_facts(published) == []
    assert (await taken(await send(staff, "baseline", file_of(BASELINE, APRIL))))["added"] == 1


async def test_what_was_exported_can_be_imported_again_and_the_file_to_fill_in_has_every_month(
    staff: httpx.AsyncClient,
) -> None:
    await send(staff, "baseline", THERE)
    for query in ("", "?excel=true"):
        sheet = (await staff.get(f"/programme/baseline.csv{query}")).content
        assert (await taken(await send(staff, "baseline", sheet)))["unchanged"] == 3
    empty = (await staff.get("/programme/baseline/template.csv")).content.decode("utf-8-sig").splitlines()
    assert len(empty) == 1 + 8 * 12 * 3


async def test_a_resident_cannot_import(client: httpx.AsyncClient) -> None:
    client.headers.pop("authorization", None)
    assert (await send(client, "baseline", THERE)).status_code == 401


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("month = '2021-04-02'", "ck_baseline_activity_month"),
        ("number = -1", "ck_baseline_activity_number"),
        ("kind = 'balls'", "ck_baseline_activity_kind"),
        ("month = '2021-04-01', kind = 'events'", "uq_baseline_activity_district_id"),
    ],
)
async def test_the_database_refuses_what_no_file_may_say(
    staff: httpx.AsyncClient, write: Write, change: str, constraint: str
) -> None:
    await send(staff, "baseline", THERE)
    with pytest.raises(DBAPIError, match=constraint):
        await write(f"update baseline_activity set {change}")
