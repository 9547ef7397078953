"""Recording a training."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.offices import qualified_worker

Published = Callable[[], Awaitable[list[str]]]
PROGRAMMES = "/api/registry/v1/people/training/programmes"
LAW = {"name": "Участь у рішеннях", "name_en": "Taking part", "validity_months": 12, "required": True}


async def test_whoever_completed_every_required_programme_is_qualified_until_the_first_certificate_ends(
    staff: httpx.AsyncClient, office: Office, database: Database, published: Published
) -> None:
    worker = await qualified_worker(database, office)
    here = f"/api/registry/v1/people/{worker.id}/training"
    assert (await staff.get(here)).json()["person"]["standing"] == "qualified"
    law = (await staff.post(PROGRAMMES, json=LAW)).json()
    assert (await staff.get(here)).json()["person"]["standing"] == "untrained"
    day = clock.today() - timedelta(days=330)
    recorded = await staff.post(here, json={"programme_id": law["id"], "completed_on": day.isoformat()})
    assert recorded.status_code == 201, recorded.text
    assert (recorded.json()["good"], recorded.json()["completed_on"]) == (True, day.isoformat())
    shown = (await staff.get(here)).json()["person"]
    assert (shown["standing"], shown["until"]) == ("expiring", recorded.json()["expires_on"])
    assert await published() == ["StaffTrained"]
    async with database.reading() as session:
        told = await session.scalar(
            text("select convert_from(payload, 'UTF8') from outbox where topic like '%Trained'")
        )
    assert str(worker.id) in str(told)
    assert worker.name not in str(told)


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"programme_id": str(new_id())}, 422, "programme_id"),
        ({"completed_on": (clock.today() + timedelta(days=1)).isoformat()}, 422, "completed_on"),
        ({}, 409, "completed_on"),
    ],
)
async def test_what_cannot_be_is_refused_and_names_the_field(
    staff: httpx.AsyncClient, office: Office, database: Database, wrong: dict[str, Any], status: int, field: str
) -> None:
    worker = await qualified_worker(database, office)
    programmes = (await staff.get("/api/registry/v1/people/training")).json()["programmes"]
    body = {"programme_id": programmes[0]["id"]} | wrong
    answer = await staff.post(f"/api/registry/v1/people/{worker.id}/training", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


async def test_only_people_are_trained(staff: httpx.AsyncClient) -> None:
    program = await staff.post(
        "/api/registry/v1/people/programs", json={"name": "Статистика", "roles": ["analyst"], "whole_network": True}
    )
    address = f"/api/registry/v1/people/{program.json()['id']}/training"
    assert (await staff.post(address, json={"programme_id": str(new_id())})).status_code == 404
    assert (await staff.get(address)).status_code == 404


async def test_the_database_itself_refuses_the_same_certificate_twice(database: Database, office: Office) -> None:
    await qualified_worker(database, office)

    async def again() -> None:
        async with database.transaction() as session:
            copied = "select gen_random_uuid(), staff_id, programme_id, 2, completed_on, null from certificate"
            await session.execute(text(f"insert into certificate {copied}"))

    with pytest.raises(IntegrityError, match="uq_certificate_once"):
        await again()
