"""Offices on their way, for the tests of what can be done with them."""

from datetime import date
from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Kind, Office, Staff, new_staff
from liaison_registry.model.training.training import Certificate, TrainingProgramme

OVERRIDE = {"override_reason": "Свято громади не чекає"}
SITE: dict[str, Any] = {
    "address": "с. Вінницькі Хутори, вул. Незалежності, 5",
    "address_en": "5 Nezalezhnosti St, Vinnytski Khutory",
    "latitude": 49.2601,
    "longitude": 28.5402,
    "post_code": "21050",
    "street": "вул. Незалежності",
    "house": "5",
    "opens_about": "2099-05-15",
}
HALL: dict[str, Any] = {"name": "Зала", "name_en": "Hall", "capacity": 30, "equipment": ["screen", "projector"]}


def of(office: Office, act: str) -> str:
    return f"/api/registry/v1/offices/{office.id}/{act}"


async def done(staff: httpx.AsyncClient, office: Office, act: str, body: dict[str, Any] | None = None) -> Any:
    answer = await staff.post(of(office, act), json=body or {})
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def _worker(office: Office, name: str) -> Staff:
    worker = new_staff(new_id(), Kind.PERSON, name, clock.real_now())
    worker.version, worker.email = 1, f"{worker.id}@office.example"
    worker.roles, worker.offices = [Role.WORKER.value], [str(office.id)]
    return worker


async def another_worker(database: Database, office: Office) -> Staff:
    """A worker of this office who has learnt nothing yet."""
    worker = _worker(office, "Петро Гай")
    async with database.transaction() as session:
        session.add(worker)
    return worker


async def qualified_worker(database: Database, office: Office, completed_on: date | None = None) -> Staff:
    """A worker of this office with a certificate of the one required programme, good for a year."""
    worker = _worker(office, "Ірина Бондар")
    programme = TrainingProgramme(
        id=new_id(), version=1, name="Основи", name_en="Basics", validity_months=12, required=True
    )
    given = {"staff_id": worker.id, "programme_id": programme.id, "number": 1}
    async with database.transaction() as session:
        session.add_all([worker, programme])
        await session.flush()
        session.add(Certificate(id=new_id(), completed_on=completed_on or clock.today(), **given))
    return worker
