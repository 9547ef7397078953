"""A crowd wants the same places, and the same room: nothing is given twice, and nothing that was free stays empty."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from liaison_kit.testing import Platform

from tests.rush.crowd import HALL, STAFF, START, Crowd, crowd, timedelta

PEOPLE, PLACES, AT_ONCE, SEED = 2000, 100, 60, 20261127
CHILDREN = 30
"""Places of those PLACES, at most, for the half of the crowd that are children."""
COUNTED = """
    select capacity, coalesce(sum(party_size), 0) as taken,
        (select capacity from event_group where event_id = event.id) as for_children,
        coalesce(sum((groups ->> 'children')::integer), 0) as children
    from event left join sign_up on event_id = event.id and sign_up.status in ('confirmed', 'offered')
    group by event.id
"""


async def sign_up(them: Crowd, client: httpx.AsyncClient, event: UUID, number: int) -> str | None:
    """The token of whoever was taken or waits, None for whoever was refused; every other one is a child."""
    person = {"name": "x", "phone": f"+38067{number:07}", "consent": True, "wait": True}
    person |= {"children": number % 2, "guardian_agrees": True}
    answer = await them.ask(client, f"/events/{event}/sign-ups", person)
    if answer.status_code != 201:
        return None
    token = str(answer.json()["link"].rpartition("/")[2])
    them.tokens[UUID(answer.json()["sign_up_id"])] = token
    return token


async def many(them: Crowd, client: httpx.AsyncClient, event: UUID, people: int) -> list[str]:
    """So many sign up, AT_ONCE at a time; the tokens of those who were taken or wait."""
    numbers, tokens = iter(range(people)), list[str]()

    async def one_after_another() -> None:
        for number in numbers:
            if token := await sign_up(them, client, event, number):
                tokens.append(token)

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return tokens


@asynccontextmanager
async def meanwhile(*works: object) -> AsyncIterator[None]:
    """Runs these for as long as the block lasts; whatever goes wrong in one of them fails the test."""
    tasks = [asyncio.ensure_future(work) for work in works]  # type: ignore[arg-type]  # coroutines
    yield
    for task in tasks:
        assert not task.done() or task.exception() is None, task.exception()
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def limit(them: Crowd, client: httpx.AsyncClient, event: UUID, children: int) -> None:
    answer = await them.ask(client, f"/events/{event}/groups", {"children": children}, **STAFF)
    assert answer.status_code in {200, 409}, answer.text  # fewer than are taken cannot be


async def never_too_many(them: Crowd, seen: list[tuple[int, int, int, int]]) -> None:
    """Looks at places and people in one statement, again and again."""
    async with them.database.own_connection() as connection:
        while True:
            seen += [tuple(row) for row in await connection.fetch(COUNTED)]
            await asyncio.sleep(0.01)


async def trouble(them: Crowd, client: httpx.AsyncClient, event: UUID) -> None:
    """A process is killed, people change their minds, offers run out, the event grows: all the time."""
    say = {"title": "Черга", "description": "x"}
    for capacity in itertools.chain(range(PLACES // 2 + 10, PLACES + 1, 10), itertools.repeat(PLACES)):
        them.kill_one()
        await them.rows("update sign_up set offered_until = now() where status = 'offered' and random() < 0.3")
        await them.end_offers()
        await them.ask(client, f"/events/{event}/change", say | {"capacity": capacity}, **STAFF)
        await limit(them, client, event, them.rng.randint(CHILDREN // 2, CHILDREN))
        await them.after(60)


async def undecided(them: Crowd, client: httpx.AsyncClient, tokens: list[str]) -> None:
    """Somebody gives a place back, somebody takes what is offered."""
    while True:
        await asyncio.sleep(0.01)
        if tokens:
            act = them.rng.choice(["cancellation", "acceptance"])
            await them.ask(client, f"/sign-ups/{them.rng.choice(tokens)}/{act}", {})


async def settle(them: Crowd, client: httpx.AsyncClient) -> None:
    """Everybody takes what is offered, until nothing is."""
    await them.end_offers()
    while offered := await them.rows("select id from sign_up where status = 'offered'"):
        for one in offered:
            await them.ask(client, f"/sign-ups/{them.tokens[one['id']]}/acceptance", {})
        await them.end_offers()


@pytest.mark.journey
async def test_2000_people_want_100_places(platform: Platform, tmp_path: Path) -> None:
    seen: list[tuple[int, int, int, int]] = []
    limits = httpx.Limits(max_connections=AT_ONCE + 20)
    async with crowd(platform, tmp_path, SEED) as them, httpx.AsyncClient(limits=limits, timeout=30) as client:
        event = await them.scheduled(client, PLACES // 2)
        await limit(them, client, event, CHILDREN // 2)
        early = [token for n in range(PEOPLE, PEOPLE + 20) if (token := await sign_up(them, client, event, n))]
        async with meanwhile(never_too_many(them, seen), trouble(them, client, event), undecided(them, client, early)):
            tokens = early + await many(them, client, event, PEOPLE)
        say = {"title": "Черга", "description": "x", "capacity": PLACES}
        await them.ask(client, f"/events/{event}/change", say, **STAFF)
        await limit(them, client, event, CHILDREN)
        await settle(them, client)
        rows = await them.rows("select status, count(*) as n from sign_up group by status")
        left = {row["status"]: row["n"] for row in rows}
        facts = [
            (row["topic"], json.loads(row["payload"])["data"])
            for row in await them.rows("select topic, payload from outbox order by id")
        ]
        came = await them.rows("select id, groups from sign_up order by created_at, id")
        ((_, _, _, children),) = await them.rows(COUNTED)
    assert len(tokens) == PEOPLE + 20, them.answers
    assert them.deaths >= 3
    assert seen
    assert [one for one in seen if one[1] > one[0]] == []
    assert [one for one in seen if one[3] > one[2]] == [], "more children than there are places for"
    assert CHILDREN // 2 <= children <= CHILDREN
    assert left["confirmed"] == PLACES, left
    assert left.get("offered", 0) == 0
    order = {str(row["id"]): place for place, row in enumerate(came)}
    offers = [order[data["sign_up_id"]] for topic, data in facts if topic == "PlaceOffered"]
    for child in ({}, {"children": 1}):
        line = [one for one in offers if came[one]["groups"] == child]
        assert line == sorted(line), "a place was offered out of turn"
    assert len(set(offers)) == len(offers)
    confirmed = sum(topic == "SignUpConfirmed" for topic, _ in facts)
    given_back = {data["sign_up_id"] for topic, data in facts if topic == "SignUpCancelled"}
    ever = {data["sign_up_id"] for topic, data in facts if topic == "SignUpConfirmed"}
    assert confirmed == len(ever)
    assert len(ever - given_back) == PLACES


@pytest.mark.journey
@pytest.mark.parametrize("guarded", [True, False], ids=["constraint alone", "neither lock nor constraint"])
async def test_the_constraint_holds_without_any_lock_and_this_test_sees_when_it_is_gone(
    platform: Platform, tmp_path: Path, guarded: bool
) -> None:
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with (
        crowd(platform, tmp_path, SEED, "tests.rush.unlocked") as them,
        httpx.AsyncClient(limits=limits, timeout=30) as client,
    ):
        event = await them.scheduled(client, 10)
        if not guarded:
            await them.rows("alter table event drop constraint ck_event_places")
        await many(them, client, event, 200)
        ((capacity, taken, _, _),) = await them.rows(COUNTED)
    assert (taken <= capacity) == guarded, (capacity, taken)
    assert taken >= capacity


@pytest.mark.journey
@pytest.mark.parametrize("guarded", [True, False], ids=["constraint alone", "neither lock nor constraint"])
async def test_a_groups_constraint_holds_without_any_lock_and_this_test_sees_when_it_is_gone(
    platform: Platform, tmp_path: Path, guarded: bool
) -> None:
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with (
        crowd(platform, tmp_path, SEED, "tests.rush.unlocked") as them,
        httpx.AsyncClient(limits=limits, timeout=30) as client,
    ):
        event = await them.scheduled(client, 1000)
        await limit(them, client, event, 10)
        if not guarded:
            await them.rows("alter table event_group drop constraint ck_event_group_places")
        await many(them, client, event, 200)
        ((capacity, taken, for_children, children),) = await them.rows(COUNTED)
    assert taken <= capacity
    assert (children <= for_children) == guarded, (for_children, children)
    assert children >= for_children


@pytest.mark.journey
@pytest.mark.parametrize("guarded", [True, False], ids=["as it is", "neither lock nor constraint"])
async def test_a_room_is_never_booked_twice(platform: Platform, tmp_path: Path, guarded: bool) -> None:
    module = "liaison_events" if guarded else "tests.rush.unlocked"
    async with crowd(platform, tmp_path, SEED, module) as them, httpx.AsyncClient(timeout=30) as client:
        if not guarded:
            await them.rows("alter table event drop constraint ex_event_room_time")
            await them.rows("alter table room_time drop constraint ex_event_room_time_of_all")

        async def schedule() -> None:
            for _ in range(10):
                starts_at = START + timedelta(minutes=15 * them.rng.randrange(400))
                ends_at = starts_at + timedelta(minutes=30 + 15 * them.rng.randrange(8))
                times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
                plan = {"title": "x", "description": "x", "kind": "training", "room_id": str(HALL)}
                made = await them.ask(client, "/events", plan | times, **STAFF)
                if made.status_code == 201 and guarded:
                    later = {name: (START + timedelta(days=9) + one).isoformat() for name, one in SHIFTS.items()}
                    await them.ask(client, f"/events/{made.json()['id']}/time", later, **STAFF)

        async with meanwhile(*([kills(them)] if guarded else [])):
            await asyncio.gather(*(schedule() for _ in range(30)))
        overlaps = await them.rows("""
            select from event as a join event as b on a.id < b.id and a.room_id = b.room_id
            where a.status <> 'cancelled' and b.status <> 'cancelled'
                and a.starts_at < b.ends_at and b.starts_at < a.ends_at
        """)
        booked = await them.rows("select from event")
    assert len(booked) > 20
    assert (overlaps == []) == guarded
    assert them.answers[409] > 0


SHIFTS = {"starts_at": timedelta(), "ends_at": timedelta(hours=1)}
"""Everybody wants to move to the same hour: one of them may."""


async def kills(them: Crowd) -> None:
    while True:
        await them.after(20)
        them.kill_one()
