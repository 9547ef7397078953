"""The registry under test, and a small network in it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from liaison_contracts.identity import Role
from liaison_contracts.notifications import StaffLetter
from liaison_kit import clock, sealing
from liaison_kit.database import Database, new_id
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.testing import browser_of
from liaison_registry.model import District, Kind, Office, SealingKeyCopy, Staff, announce, new_staff
from liaison_registry.model.sign_in import passwords
from liaison_registry.service import SERVICE
from liaison_registry.signing_key import announce_signing_key
from nacl.public import PrivateKey
from sqlalchemy import select, text

from services.registry.tests.grants import Competition


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest.fixture
def more_settings(tmp_path: Path) -> dict[str, Any]:
    return {"signing_key_file": tmp_path / "signing.key", "totp_key_file": tmp_path / "totp.key"}


@pytest.fixture(scope="session")
def demo() -> Path:
    """The demonstration data, as it is delivered."""
    return Path(__file__).parents[3] / "deploy" / "demo"


@pytest.fixture
def network(demo: Path) -> str:
    """The demonstration network file, for a test to change."""
    return (demo / "vinnytsia.yaml").read_text()


PASSWORD = "п'ять зелених відер води"
EMAIL = "olena@office.example"


@pytest_asyncio.fixture
async def person(database: Database, settings: Settings) -> Staff:
    """Somebody with an account and a password, a worker of the whole network; the keys are there."""
    await announce_signing_key(database, settings)
    made = new_staff(new_id(), Kind.PERSON, "Олена Коваленко", clock.real_now())
    made.email, made.password_hash = EMAIL, await passwords.hashed(PASSWORD)
    async with database.transaction() as session:
        session.add(made)
        made.allow([Role.WORKER, Role.COORDINATOR], True, [])
        await announce(session, made)
    return made


@pytest_asyncio.fixture
async def browsers(app: FastAPI) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """As many browsers as a test needs, each with cookies of its own."""
    opened: list[httpx.AsyncClient] = []

    def another() -> httpx.AsyncClient:
        opened.append(browser_of(app))
        return opened[-1]

    yield another
    for browser in opened:
        await browser.aclose()


def planned_office(district_id: UUID, slug: str = "khutory") -> Office:
    return Office(
        id=new_id(),
        version=1,
        slug=slug,
        name="Офіс у Вінницьких Хуторах",
        name_en="Office in Vinnytski Khutory",
        district_id=district_id,
        district_name="Вінницько-Хутірський",
        district_name_en="Vinnytski Khutory",
        address="вул. Незалежності, 1",
        address_en="1 Nezalezhnosti St",
        latitude=49.26,
        longitude=28.54,
        phone=None,
        status="planned",
        opened_on=None,
        rooms=[],
        hours=[],
    )


@pytest_asyncio.fixture
async def office(database: Database) -> Office:
    """A planned office in a district, committed."""
    district = District(
        id=new_id(),
        version=1,
        code="UA05020030030076321",
        name="Вінницько-Хутірський",
        name_en="Vinnytski Khutory",
        seat="Вінницькі Хутори",
        seat_en="Vinnytski Khutory",
        joined_on=date(2020, 11, 26),
    )
    office = planned_office(district.id)
    async with database.transaction() as session:
        session.add(district)
        await session.flush()
        session.add(office)
    return office


@pytest_asyncio.fixture
async def imported(staff: httpx.AsyncClient, network: str) -> None:
    """The demonstration network is there: districts, planned offices, the programme."""
    answer = await staff.post("/api/registry/v1/network", content=network.encode())
    assert answer.status_code == 200, answer.text


@pytest_asyncio.fixture
async def an_office(imported: None, database: Database) -> str:
    """The id of one of its offices."""
    async with database.reading() as session:
        return str(await session.scalar(select(Office.id).order_by(Office.slug).limit(1)))


@pytest_asyncio.fixture
async def sealing_key(database: Database) -> PrivateKey:
    """What opens letters; its public half is known to the registry."""
    private = PrivateKey.generate()
    async with database.transaction() as session:
        session.add(SealingKeyCopy(id=new_id(), version=1, public_key=sealing.public_half(private)))
    return private


@pytest.fixture
def letters(database: Database, sealing_key: PrivateKey) -> Callable[[], Awaitable[list[StaffLetter]]]:
    """What the letters say that wait in the outbox, oldest first."""

    async def opened() -> list[StaffLetter]:
        async with database.reading() as reading:
            query = "select payload from outbox where topic like '%StaffLinkMade' order by id"
            payloads = (await reading.scalars(text(query))).all()
        boxes = [json.loads(bytes(payload))["data"]["sealed"] for payload in payloads]
        return [StaffLetter.model_validate_json(sealing.unseal(box, sealing_key)) for box in boxes]

    return opened


@pytest.fixture
def competition(staff: httpx.AsyncClient, database: Database, settings: Settings) -> Competition:
    """A grant competition to be, see `Competition`."""
    return Competition(staff, database, settings)


WRITTEN_SERVICE = {
    "name": "Допомога з петицією",
    "name_en": "Help with a petition",
    "description": "Разом напишемо й подамо електронну петицію.",
    "description_en": "We write and file an electronic petition together.",
    "area": "petition",
    "documents": "Паспорт\nТекст петиції",
}


@pytest_asyncio.fixture
async def catalogued(staff: httpx.AsyncClient) -> str:
    """The id of a service of the catalogue."""
    answer = await staff.post("/api/registry/v1/services", json=WRITTEN_SERVICE)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest_asyncio.fixture
async def offered(staff: httpx.AsyncClient, office: Office, catalogued: str) -> str:
    """The address of a service that the office offers, in the API."""
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/services", json={"service_id": catalogued})
    assert answer.status_code == 201, answer.text
    return f"/api/registry/v1/offices/{office.id}/services/{catalogued}"


@pytest.fixture
def write(database: Database) -> Callable[[str], Awaitable[None]]:
    """Writes past the model, as a mistake or another program would."""

    async def written(statement: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(statement))

    return written
