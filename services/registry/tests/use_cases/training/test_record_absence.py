"""Recording an absence, and removing it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.offices import another_worker, qualified_worker


def days(first: int, last: int | None = None, **more: Any) -> dict[str, Any]:
    def day(ahead: int) -> str:
        return (clock.today() + timedelta(days=ahead)).isoformat()

    return {"from_day": day(first)} | ({} if last is None else {"to_day": day(last)}) | more


async def test_it_is_shown_with_who_stands_in_until_it_is_removed(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    worker, other = await qualified_worker(database, office), await another_worker(database, office)
    here = f"/people/{worker.id}/absences"
    answer = await staff.post(f"/api/registry/v1{here}", json=days(0, 5, substitute_id=str(other.id)))
    assert answer.status_code == 201, answer.text
    assert f"Stands in: {other.name}" in (await staff.get(f"/people/{worker.id}/training?lang=en")).text
    assert "Away until" in (await staff.get("/people/training?lang=en")).text
    absence = answer.json()["id"]
    assert (await staff.post(f"/api/registry/v1/people/{other.id}/absences/{absence}/removal")).status_code == 404
    back = await staff.post(f"{here}/{absence}/removal", data={"_page": f"/people/{worker.id}/training"})
    assert back.status_code == 303
    assert "Away until" not in (await staff.get("/people/training?lang=en")).text


async def test_days_and_substitutes_that_cannot_be_are_refused(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    worker, other = await qualified_worker(database, office), await another_worker(database, office)
    here = f"/api/registry/v1/people/{worker.id}/absences"
    assert (await staff.post(here, json=days(3, 5))).status_code == 201
    assert (await staff.post(f"/api/registry/v1/people/{other.id}/absences", json=days(10))).status_code == 201
    wrong: list[tuple[dict[str, Any], int, str]] = [
        (days(1, 0), 422, "to_day"),
        (days(-3, -1), 422, "to_day"),
        (days(5), 409, "from_day"),
        (days(10, substitute_id=str(other.id)), 422, "substitute_id"),
        (days(8, substitute_id=str(worker.id)), 422, "substitute_id"),
        (days(8, substitute_id=str(new_id())), 422, "substitute_id"),
    ]
    for body, status, field in wrong:
        answer = await staff.post(here, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field), body


async def test_the_database_itself_refuses_two_absences_on_one_day(database: Database, office: Office) -> None:
    worker = await qualified_worker(database, office)

    async def twice() -> None:
        async with database.transaction() as session:
            for _ in range(2):
                days = f"'{worker.id}', '2026-12-24', '2026-12-26'"
                await session.execute(text(f"insert into absence values (gen_random_uuid(), {days})"))

    with pytest.raises(IntegrityError, match="ex_absence_days"):
        await twice()
