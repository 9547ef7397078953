"""Limiting how many places are for a group."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.groups import EventGroup
from liaison_kit.database import Database
from nacl.public import PrivateKey
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.events.tests.conftest import a_sign_up
from services.events.tests.waiting import ask, line, token_of

HaveEvent = Callable[..., Awaitable[Event]]
FAMILY = {"party_size": 2, "children": 1, "guardian_agrees": True}


@pytest.fixture(autouse=True)
def days_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta(days=-9)):
        yield


async def limit(staff: httpx.AsyncClient, event: Event, **limits: int) -> httpx.Response:
    return await staff.post(f"/api/events/v1/events/{event.id}/groups", json=limits)


async def taken(database: Database, event: Event) -> int:
    async with database.reading() as session:
        found = await session.scalar(select(EventGroup.places_taken).where(EventGroup.event_id == event.id))
        assert found is not None
        return found


async def test_of_many_children_who_come_at_once_no_more_have_a_place_than_there_are_for_them(
    staff: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, database: Database
) -> None:
    event = await have_event(capacity=30)
    assert (await limit(staff, event, children=3)).status_code == 200
    answers = await asyncio.gather(*(ask(staff, event, number, **FAMILY) for number in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    assert await taken(database, event) == 3
    assert (await ask(staff, event, 100)).status_code == 201


async def test_the_database_itself_refuses_one_child_too_many(
    staff: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, database: Database
) -> None:
    event = await have_event(capacity=30)
    await limit(staff, event, children=1)
    await ask(staff, event, 1, **FAMILY)
    with pytest.raises(IntegrityError, match="ck_event_group_places"):
        async with database.transaction() as session:
            session.add(a_sign_up(event.id, groups={"children": 1}, guardian_agreed_at=event.starts_at))


async def test_whoever_signed_up_before_the_limit_counts(
    staff: httpx.AsyncClient,
    have_event: HaveEvent,
    key: PrivateKey,
    database: Database,
    fields: Callable[[httpx.Response], list[str]],
) -> None:
    event = await have_event(capacity=30)
    for number in (1, 2):
        await ask(staff, event, number, **FAMILY)
    refused = await limit(staff, event, children=1)
    assert (refused.status_code, fields(refused)) == (409, ["children"])
    assert (await limit(staff, event, children=2)).status_code == 200
    assert await taken(database, event) == 2
    full = await ask(staff, event, 3, **FAMILY)
    assert (full.status_code, fields(full)) == (409, ["children"])


async def test_a_child_that_gives_its_place_back_makes_one_for_the_next_child_and_adults_do_not_wait_for_it(
    staff: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, database: Database
) -> None:
    event = await have_event(capacity=4)
    await limit(staff, event, children=1)
    first = token_of(await ask(staff, event, 1, party_size=1, children=1, guardian_agrees=True))
    await ask(staff, event, 2, party_size=1, children=1, guardian_agrees=True, wait=True)
    adult = await ask(staff, event, 3)
    assert adult.json()["status"] == "confirmed"
    assert await line(database, event) == ["confirmed", "waiting", "confirmed"]
    await staff.post(f"/api/events/v1/sign-ups/{first}/cancellation")
    assert await line(database, event) == ["cancelled", "offered", "confirmed"]


async def test_a_full_event_holds_everybody_up_whatever_the_group(
    staff: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, database: Database
) -> None:
    event = await have_event(capacity=2)
    await limit(staff, event, children=2)
    first = token_of(await ask(staff, event, 1))
    await ask(staff, event, 2, party_size=2, wait=True)
    child = {"children": 1, "guardian_agrees": True}
    assert (await ask(staff, event, 3, **child)).status_code == 409
    await ask(staff, event, 3, wait=True, **child)
    assert await line(database, event) == ["confirmed", "waiting", "waiting"]
    await staff.post(f"/api/events/v1/sign-ups/{first}/cancellation")
    assert await line(database, event) == ["cancelled", "offered", "waiting"]


async def test_more_places_for_a_group_go_to_whoever_waits_for_them(
    staff: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, database: Database
) -> None:
    event = await have_event(capacity=5)
    await limit(staff, event, cso_members=0)
    await ask(staff, event, 1, cso_members=1, wait=True)
    assert await line(database, event) == ["waiting"]
    await limit(staff, event, cso_members=1)
    assert await line(database, event) == ["offered"]
    page = (await staff.get(f"/api/events/v1/events/{event.id}")).json()
    assert page["groups"] == [{"name": "cso_members", "capacity": 1, "left": 0}]
    await limit(staff, event)
    assert (await staff.get(f"/api/events/v1/events/{event.id}")).json()["groups"] == []


async def test_somebody_else_was_quicker(staff: httpx.AsyncClient, event: Event) -> None:
    answer = await staff.post(
        f"/api/events/v1/events/{event.id}/groups", json={"children": 1}, headers={"if-match": '"9"'}
    )
    assert answer.status_code == 412
    of_both = {"if-match": '"1"'}
    first = await staff.post(f"/api/events/v1/events/{event.id}/groups", json={"children": 2}, headers=of_both)
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    second = await staff.post(f"/api/events/v1/events/{event.id}/groups", json={"children": 3}, headers=of_both)
    assert second.status_code == 412


@pytest.mark.parametrize(
    "party, field",
    [
        ({"party_size": 2, "children": 1}, "guardian_agrees"),
        ({"party_size": 1, "older_people": 1, "cso_members": 1}, "party_size"),
        ({"party_size": 2, "children": -1}, "children"),
    ],
)
async def test_what_cannot_be_said_of_a_party_is_refused_by_its_field(
    staff: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    fields: Callable[[httpx.Response], list[str]],
    party: dict[str, Any],
    field: str,
) -> None:
    answer = await ask(staff, event, 1, **party)
    assert (answer.status_code, fields(answer)) == (422, [field])


async def test_the_guardians_consent_is_recorded_and_the_database_wants_it(
    staff: httpx.AsyncClient, event: Event, key: PrivateKey, database: Database
) -> None:
    await ask(staff, event, 1, **FAMILY)
    async with database.reading() as session:
        row = (await session.scalars(select(SignUp))).one()
    assert (row.groups, row.guardian_agreed_at is not None) == ({"children": 1}, True)
    with pytest.raises(IntegrityError, match="ck_sign_up_guardian"):
        async with database.transaction() as session:
            (await session.scalars(select(SignUp))).one().guardian_agreed_at = None
