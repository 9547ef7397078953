"""Special hours, and removing them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]


def of(office: Office, act: str) -> str:
    return f"/api/registry/v1/offices/{office.id}/{act}"


def days(first: int, last: int | None = None, **more: str) -> dict[str, Any]:
    def day(ahead: int) -> str:
        return (clock.today() + timedelta(days=ahead)).isoformat()

    return {"from_day": day(first), "note": "Свято"} | ({} if last is None else {"to_day": day(last)}) | more


async def test_residents_see_the_day_and_why_until_it_is_removed(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    await staff.post(of(office, "hours"), json=dict.fromkeys(("monday", "sunday"), "09:00–18:00"))
    answer = await staff.post(of(office, "special-hours"), json=days(0, 8, hours="10:00–12:00", note_en="Holiday"))
    assert answer.status_code == 200, answer.text
    page = (await staff.get("/offices/khutory?lang=en")).text
    assert "10:00–12:00 (Holiday)" in page
    form = (await staff.get("/offices/khutory/hours?lang=uk")).text
    assert "Свято" in form
    day = clock.today().isoformat()
    back = await staff.post(
        f"/offices/{office.id}/special-hours/{day}/removal", data={"_page": "/offices/khutory/hours"}
    )
    assert (back.status_code, back.headers["location"]) == (303, "/offices/khutory/hours")
    assert "Holiday" not in (await staff.get("/offices/khutory?lang=en")).text
    assert (await staff.post(of(office, f"special-hours/{day}/removal"))).status_code == 404
    assert await published() == ["OfficeHoursChanged"] * 3


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        (days(1, 0), 422, "to_day"),
        (days(-2, -1), 422, "to_day"),
        (days(4), 409, "from_day"),
        (days(1, 3), 409, "from_day"),
        (days(9, hours="зранку"), 422, "hours"),
        (days(9, note=" "), 422, "note"),
    ],
)
async def test_days_that_cannot_be_are_refused(
    staff: httpx.AsyncClient, office: Office, wrong: dict[str, Any], status: int, field: str
) -> None:
    await staff.post(of(office, "special-hours"), json=days(3, 5))
    answer = await staff.post(of(office, "special-hours"), json=wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


async def test_the_database_itself_refuses_two_on_one_day(database: Database, office: Office) -> None:
    async def write() -> None:
        one = '{"from_day": "2026-12-24", "to_day": "2026-12-26"}, {"from_day": "2026-12-26", "to_day": "2026-12-26"}'
        async with database.transaction() as session:
            await session.execute(text(f"update office set special_hours = '[{one}]'"))

    with pytest.raises(IntegrityError, match="ck_office_special_hours"):
        await write()
