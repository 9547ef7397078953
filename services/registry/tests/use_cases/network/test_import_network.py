"""Importing the network."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import District, Office, Programme
from sqlalchemy import func, select

from services.registry.tests.offices import OVERRIDE

Published = Callable[[], Awaitable[list[str]]]
ADDRESS = "/api/registry/v1/network"
FIRST_IMPORT = ["DistrictJoined"] * 8 + ["ProgrammeAdopted"] + ["OfficePlanned"] * 3


async def post(client: httpx.AsyncClient, file: str | bytes) -> httpx.Response:
    content = file.encode() if isinstance(file, str) else file
    return await client.post(ADDRESS, content=content, headers={"content-type": "application/yaml"})


async def programme(database: Database) -> Programme:
    async with database.reading() as session:
        return (await session.scalars(select(Programme))).one()


async def test_the_demonstration_network_is_imported(
    staff: httpx.AsyncClient, network: str, database: Database, published: Published
) -> None:
    answer = await post(staff, network)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "districts": {"added": 8, "changed": 0, "unchanged": 0},
        "offices": {"added": 3, "changed": 0, "unchanged": 0},
        "programme": {"added": 1, "changed": 0, "unchanged": 0},
    }
    assert await published() == FIRST_IMPORT
    async with database.reading() as session:
        assert await session.scalar(select(func.count(District.id))) == 8
        offices = list(await session.scalars(select(Office)))
    assert [office.status for office in offices] == ["planned"] * 3
    assert len((await programme(database)).milestones) == 8


async def test_importing_twice_changes_nothing_and_publishes_nothing(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    await post(staff, network)
    answer = await post(staff, network)
    assert answer.json() == {
        "districts": {"added": 0, "changed": 0, "unchanged": 8},
        "offices": {"added": 0, "changed": 0, "unchanged": 3},
        "programme": {"added": 0, "changed": 0, "unchanged": 1},
    }
    assert await published() == FIRST_IMPORT


async def test_all_mistakes_are_reported_at_once_in_the_order_of_their_lines(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    broken = network.replace("capacity: 40", "capacity: many").replace("goal: 15", "goal: 0")
    broken = broken.replace("slug: desna", "slug: stadnytsia")
    answer = await post(staff, broken)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:liaison:problem:broken-file"
    assert [error["field"] for error in answer.json()["errors"]] == [
        "offices.0.rooms.0.capacity",
        "offices.2.slug",
        "programme.targets.2.goal",
    ]
    lines = [int(error["message"].split()[1].rstrip(":")) for error in answer.json()["errors"]]
    assert lines == sorted(lines)
    assert "capacity: many" in broken.splitlines()[lines[0] - 1]
    assert await published() == []


async def test_broken_yaml_is_refused_with_its_place(staff: httpx.AsyncClient, published: Published) -> None:
    answer = await post(staff, "community:\n  name: [")
    assert answer.status_code == 422
    assert "Line 2, column 10: this is not YAML" in answer.json()["errors"][0]["message"]
    assert await published() == []


async def test_a_changed_programme_is_adopted_anew(
    staff: httpx.AsyncClient, network: str, database: Database, published: Published
) -> None:
    await post(staff, network)
    answer = await post(staff, network.replace("goal: 15", "goal: 20"))
    assert answer.json()["programme"] == {"added": 0, "changed": 1, "unchanged": 0}
    assert (await programme(database)).version == 2
    assert await published() == [*FIRST_IMPORT, "ProgrammeAdopted"]


async def test_a_changed_programme_leaves_the_statuses_that_were_set_here(
    staff: httpx.AsyncClient, network: str, database: Database
) -> None:
    await post(staff, network)
    await staff.post("/api/registry/v1/programme/milestones/1", json={"status": "finished"})
    await post(staff, network.replace("goal: 15", "goal: 20"))
    kept = await programme(database)
    assert (kept.milestones[0]["status"], kept.version) == ("finished", 3)


async def test_a_status_that_the_file_changed_is_taken_over(
    staff: httpx.AsyncClient, network: str, database: Database, published: Published
) -> None:
    await post(staff, network)
    await staff.post("/api/registry/v1/programme/milestones/1", json={"status": "finished"})
    stuck = network.replace("ends_on: 2021-12-31\n", "ends_on: 2021-12-31\n      status: stuck\n")
    await post(staff, stuck)
    assert (await programme(database)).milestones[0]["status"] == "stuck"
    assert await published() == [*FIRST_IMPORT, "MilestoneChanged", "ProgrammeAdopted"]


async def test_another_programme_is_refused(staff: httpx.AsyncClient, network: str, published: Published) -> None:
    await post(staff, network)
    answer = await post(staff, network.replace("code: UAVNT0004", "code: UAVNT0005"))
    assert answer.status_code == 422
    assert "another programme already, UAVNT0004" in answer.json()["errors"][0]["message"]
    assert await published() == FIRST_IMPORT


async def test_a_planned_office_may_change_and_its_rooms_keep_their_ids(
    staff: httpx.AsyncClient, network: str, database: Database, published: Published
) -> None:
    async def rooms() -> dict[str, Any]:
        async with database.reading() as session:
            office = (await session.scalars(select(Office).where(Office.slug == "desna"))).one()
        return {room["name"]: (room["id"], room["capacity"]) for room in office.rooms}

    await post(staff, network)
    before = await rooms()
    changed = network.replace("capacity: 30", "capacity: 35").replace("2 Prykladna Street", "2a Prykladna Street")
    answer = await post(staff, changed)
    assert answer.json()["offices"] == {"added": 0, "changed": 1, "unchanged": 2}
    after = await rooms()
    assert after["Простір громади"] == (before["Простір громади"][0], 35)
    assert after["Кімната консультацій"] == before["Кімната консультацій"]
    assert await published() == [*FIRST_IMPORT, "OfficePlanned"]


async def test_an_open_office_does_not_change_and_nothing_else_of_the_file_is_taken(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    await post(staff, network)
    offices = (await staff.get("/api/registry/v1/offices")).json()["offices"]
    desna = next(office for office in offices if office["slug"] == "desna")
    await staff.post(f"/api/registry/v1/offices/{desna['id']}/opening", json=OVERRIDE)
    changed = network.replace("capacity: 30", "capacity: 35").replace("goal: 15", "goal: 20")
    answer = await post(staff, changed)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["offices.1.rooms"]
    assert await published() == [*FIRST_IMPORT, "OfficeOpened"]
    assert (await post(staff, network)).json()["offices"]["unchanged"] == 3


async def test_a_district_does_not_change(staff: httpx.AsyncClient, network: str, published: Published) -> None:
    await post(staff, network)
    answer = await post(staff, network.replace("seat_en: Shchitky", "seat_en: Schitky"))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["districts.7.seat_en"]
    assert await published() == FIRST_IMPORT


async def test_what_the_file_leaves_out_stays(
    staff: httpx.AsyncClient, network: str, database: Database, published: Published
) -> None:
    await post(staff, network)
    start, end = network.index("  - slug: stadnytsia"), network.index("programme:\n  code")
    answer = await post(staff, network[:start] + network[end:])
    assert answer.json()["offices"] == {"added": 0, "changed": 0, "unchanged": 2}
    async with database.reading() as session:
        assert await session.scalar(select(func.count(Office.id))) == 3
    assert await published() == FIRST_IMPORT


async def test_a_resident_cannot_import(client: httpx.AsyncClient, network: str, published: Published) -> None:
    assert (await post(client, network)).status_code == 401
    assert await published() == []


async def test_an_uploaded_file_leads_to_what_came_of_it(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    files = {"file": ("vinnytsia.yaml", network.encode())}
    answer = await staff.post("/network", data={"_page": "/network"}, files=files)
    assert answer.status_code == 303
    report = await staff.get(answer.headers["location"])
    assert report.status_code == 200
    assert "Результат імпорту" in report.text
    assert ">8</td>" in report.text
    assert await published() == FIRST_IMPORT


async def test_a_refused_upload_shows_its_mistakes_in_the_readers_language(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    files = {"file": ("vinnytsia.yaml", network.replace("capacity: 40", "capacity: 0").encode())}
    answer = await staff.post("/network", data={"_page": "/network"}, files=files)
    assert answer.status_code == 422
    assert "«capacity» має бути щонайменше 1" in answer.text
    assert "offices.0.rooms.0.capacity" in answer.text
    assert await published() == []


async def test_a_form_without_a_file_says_so(staff: httpx.AsyncClient, published: Published) -> None:
    answer = await staff.post("/network", data={"_page": "/network"}, files={"file": ("", b"")})
    assert answer.status_code == 422
    assert "Файл порожній." in answer.text
    assert await published() == []


async def test_a_file_from_before_a_merge_is_refused_with_the_line_of_the_district_that_ended(
    staff: httpx.AsyncClient, imported: None, network: str
) -> None:
    there = (await staff.get("/api/registry/v1/districts")).json()["districts"]
    kept, gone = [one["district"] for one in there[:2]]
    merging = {"effective_on": clock.today().isoformat(), "decision": "№ 1", "others": [gone["id"]]}
    merged = await staff.post(f"/api/registry/v1/districts/{kept['id']}/merging", json=merging)
    assert merged.status_code == 200, merged.text
    answer = await staff.post("/api/registry/v1/network", content=network.encode())
    assert answer.status_code == 422
    line = next(n for n, text in enumerate(network.splitlines(), 1) if f"code: {gone['code']}" in text)
    messages = [error["message"] for error in answer.json()["errors"]]
    assert any(f"Line {line}: this code belongs to another district" in message for message in messages), messages
