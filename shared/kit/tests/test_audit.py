"""Whatever an account does is on the trail, with what it did, or neither is there; and the trail is only added to."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_contracts.audit import BEFORE_THE_FIRST, Trail
from liaison_contracts.identity import Role
from liaison_kit import audit, web
from liaison_kit.database import Database, new_id
from liaison_kit.errors import Conflict
from liaison_kit.identity import ANYBODY, STAFF
from liaison_kit.service import Service
from liaison_kit.testing import PROGRAM_ID, eventually
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

API = "/api/registry/v1"
SCHEMA = Path(__file__).parent / "a_service"
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]

router = web.router(STAFF)
people_router = web.router(STAFF, personal=True)
open_router = web.router(ANYBODY)


class Change(BaseModel):
    name: str = ""
    phone: str = ""


class TooLate(Conflict):
    """Too late."""


@router.post("/visits/{visit_id}/notes/{number}/{code}", status_code=201)
async def change_note(session: Session, visit_id: UUID, number: int, code: str, change: Change) -> None:
    await session.execute(text("insert into visit values (:id, 1)"), {"id": visit_id})
    if change.name == "late":
        raise TooLate


@people_router.get("/people/{person_id}")
async def show_person(person_id: UUID) -> str:
    if not person_id.int:
        raise TooLate
    return "Олена"


@open_router.post("/links/{token}/{visit_id}")
async def use_link(token: str, visit_id: UUID) -> None:
    pass


@pytest.fixture(scope="session")
def service() -> Service:
    return Service("registry", SCHEMA, slices=[router, people_router, open_router], owns_accounts=True)


async def trail(client: httpx.AsyncClient, **wanted: Any) -> Trail:
    return Trail.model_validate_json((await client.get(f"{API}/audit", params={"after": 0} | wanted)).text)


async def note(client: httpx.AsyncClient, name: str = "x", **headers: str) -> httpx.Response:
    address = f"{API}/visits/{new_id()}/notes/7/abc"
    return await client.post(address, json={"name": name, "secret value": 1}, headers=headers)


async def run(database: Database, statement: str) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))


async def test_a_command_leaves_who_what_and_which_fields_and_no_values(staff: httpx.AsyncClient) -> None:
    visit = new_id()
    body = {"phone": "+380671234567", "name": "Олена", "+380501112233": ""}
    assert (await staff.post(f"{API}/visits/{visit}/notes/7/abc", json=body)).status_code == 201
    found = await trail(staff)
    [entry] = found.entries
    assert (entry.number, entry.account, entry.action) == (1, PROGRAM_ID, "change_note")
    assert entry.object == {"visit_id": str(visit), "number": "7", "code": "abc"}
    assert entry.fields == ["name", "phone"]
    assert entry.hash == entry.hash_after(BEFORE_THE_FIRST).hex()
    assert found.head
    assert (found.head.number, found.head.hash) == (1, entry.hash)


async def test_what_was_refused_or_done_by_nobody_leaves_nothing(staff: httpx.AsyncClient) -> None:
    assert (await note(staff, "late")).status_code == 409
    assert (await staff.post(f"{API}/visits/x/notes/7/abc", json={})).status_code == 404
    nobody = {"authorization": ""}
    assert (await note(staff, **nobody)).status_code == 401
    assert (await staff.post(f"{API}/links/secret/{new_id()}", headers=nobody)).status_code == 200
    assert (await trail(staff)).entries == []


async def test_an_answer_that_is_given_again_is_no_second_deed(staff: httpx.AsyncClient) -> None:
    address, key = f"{API}/visits/{new_id()}/notes/7/abc", {"idempotency-key": "k"}
    answers = [await staff.post(address, json={}, headers=key) for _ in range(2)]
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]
    assert len((await trail(staff)).entries) == 1


async def test_what_cannot_be_recorded_is_not_done(staff: httpx.AsyncClient, database: Database) -> None:
    await run(database, "alter table audit add constraint full_disk check (false)")
    assert (await note(staff)).status_code == 500
    async with database.reading() as session:
        assert await session.scalar(text("select count(*) from visit")) == 0


async def test_reading_personal_data_is_recorded_and_otherwise_not_answered(
    staff: httpx.AsyncClient, database: Database
) -> None:
    person = new_id()
    assert (await staff.get(f"{API}/people/{person}")).text == '"Олена"'
    assert (await staff.get(f"{API}/people/{UUID(int=0)}")).status_code == 409
    [entry] = (await trail(staff)).entries
    assert (entry.action, entry.object) == ("show_person", {"person_id": str(person)})
    await run(database, "alter table audit add constraint full_disk check (number < 2)")
    refused = await staff.get(f"{API}/people/{person}")
    assert refused.status_code == 500
    assert "Олена" not in refused.text


async def test_the_secret_of_a_personal_link_is_never_recorded(staff: httpx.AsyncClient) -> None:
    visit = new_id()
    await staff.post(f"{API}/links/secret/{visit}")
    [entry] = (await trail(staff)).entries
    assert entry.object == {"visit_id": str(visit)}


@pytest.mark.parametrize("change", ["update audit set action = 'x'", "delete from audit", "truncate audit"])
@pytest.mark.parametrize("mode", ["origin", "replica"])
async def test_the_trail_is_only_added_to(database: Database, staff: httpx.AsyncClient, change: str, mode: str) -> None:
    await note(staff)
    async with database.reading() as session:
        await session.execute(text(f"set local session_replication_role = {mode}"))
        await session.execute(text("set transaction read write"))
        with pytest.raises(DBAPIError, match="only added to"):
            await session.execute(text(change))
    assert len((await trail(staff)).entries) == 1


async def test_many_at_once_make_one_chain_without_gaps(staff: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(note(staff, "late" if one % 3 == 0 else "x") for one in range(30)))
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    entries, previous = (await trail(staff)).entries, BEFORE_THE_FIRST
    assert [entry.number for entry in entries] == list(range(1, 21))
    for entry in entries:
        previous = entry.hash_after(previous)
        assert entry.hash == previous.hex()


async def test_a_command_waits_for_anothers_commit_and_not_for_its_work(
    staff: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as slow:
        await slow.execute(text("insert into visit values (gen_random_uuid(), 1)"))
        assert (await note(staff)).status_code == 201
        await audit.record(slow, PROGRAM_ID, "slow", {}, [])
        waits = asyncio.create_task(note(staff))
        await eventually(lambda: asleep(database))
        assert not waits.done()
    assert (await waits).status_code == 201
    assert [entry.action for entry in (await trail(staff)).entries] == ["change_note", "slow", "change_note"]


async def asleep(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(text("select count(*) from pg_locks where not granted")) or 0)


async def test_it_is_filtered_and_comes_in_pages_either_way(staff: httpx.AsyncClient, database: Database) -> None:
    for _ in range(5):
        await note(staff)
    await staff.get(f"{API}/people/{new_id()}")
    assert [entry.number for entry in (await trail(staff, limit=2)).entries] == [1, 2]
    assert [entry.number for entry in (await trail(staff, limit=2, after=2)).entries] == [3, 4]
    assert (await trail(staff, after=4)).next is None
    newest = Trail.model_validate_json((await staff.get(f"{API}/audit", params={"limit": 2, "before": 6})).text)
    assert ([entry.number for entry in newest.entries], newest.next) == ([5, 4], 4)
    assert [entry.number for entry in (await trail(staff, action="show_person")).entries] == [6]
    assert len((await trail(staff, account=str(PROGRAM_ID), action="")).entries) == 6
    assert (await trail(staff, account=str(new_id()))).entries == []
    assert (await trail(staff, day="2020-01-01")).entries == []


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-05-16T21:00:00Z", "2026-05-17"),
        ("2026-05-17T20:59:59.999999Z", "2026-05-17"),
        ("2026-05-17T21:00:00Z", "2026-05-18"),
        ("2026-03-29T20:59:59Z", "2026-03-29"),  # a day of 23 hours
        ("2026-10-25T21:59:59Z", "2026-10-25"),  # one of 25
    ],
)
async def test_a_day_is_one_of_the_clock_in_kyiv(
    staff: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, at: str, day: str
) -> None:
    monkeypatch.setattr(audit.clock, "real_now", lambda: datetime.fromisoformat(at))
    await note(staff)
    found = {str(d): len((await trail(staff, day=str(d))).entries) for d in around(date.fromisoformat(day))}
    assert found == {one: int(one == day) for one in found}


def around(day: date) -> list[date]:
    return [day + timedelta(days=days) for days in (-1, 0, 1)]


async def test_the_file_holds_the_same(staff: httpx.AsyncClient) -> None:
    await note(staff)
    [entry] = (await trail(staff)).entries
    answer = await staff.get(f"{API}/audit.csv")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    head, row = answer.text.splitlines()
    assert head == "number,at,account,action,object,fields,hash"
    assert row.startswith("1,")
    assert row.endswith(f",change_note,code=abc number=7 visit_id={entry.object['visit_id']},name,{entry.hash}")


@pytest.mark.parametrize("address", ["audit", "audit.csv"])
async def test_only_auditors_and_administrators_read_it(signed_in: SignIn, address: str) -> None:
    readers = {Role.AUDITOR, Role.ADMINISTRATOR}
    for role in Role:
        client = await signed_in(roles=[role])
        assert (await client.get(f"{API}/{address}")).status_code == (200 if role in readers else 403), role
