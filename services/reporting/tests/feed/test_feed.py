"""The feed: the same facts as on the topics, in their order, read from a cursor on without a gap or a repetition."""

import asyncio
import json
import re
from collections import defaultdict
from typing import Any

import httpx
import pytest
from liaison_contracts.catalog import topic_of
from liaison_contracts.events import EventHeld
from liaison_kit import clock
from liaison_kit.beside.following import Read, Taken
from liaison_kit.database import Database, new_id
from liaison_kit.receiving import broker, replay
from liaison_kit.running import metrics
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually
from liaison_reporting.model.feed.log import NOBODY, FeedRecord, append
from liaison_reporting.model.feed.reading import MOST_BYTES
from sqlalchemy import event as event_of
from sqlalchemy import text

from services.reporting.tests.feed.conftest import FEED, on_the_topics
from services.reporting.tests.test_replay import Teller


def event(number: int) -> Read:
    said = json.dumps({"number": number}).encode()
    return Read(topic_of(EventHeld), 0, number, "a", new_id(), clock.real_now(), said)


async def test_the_feed_has_the_bytes_and_the_order_of_the_topics(
    facts, teller: Teller, copy, client: httpx.AsyncClient, settings: Settings
) -> None:
    offices = [facts.office() for _ in range(3)]
    for round_ in range(4):
        for office in offices:
            await teller.tell(facts.event_held(office.id), facts.office(id=office.id, version=2 + round_))
            await teller.tell(facts.cso_registered())
    await copy()
    names = "OfficeState,OfficeOpened,EventHeld,CSORegistered"
    answer = await client.get(FEED, params={"types": names}, headers={"accept": "application/cloudevents-batch+json"})
    assert answer.headers["content-type"] == "application/cloudevents-batch+json; charset=UTF-8"
    there, raw = await on_the_topics(settings), answer.content
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for one in answer.json():
        found[one["type"].split(".")[2], one["subject"]].append(one)
    assert found == {place: [json.loads(value) for value in values] for place, values in there.items()}
    assert all(value in raw for values in there.values() for value in values)
    assert sum(map(len, found.values())) == 36


async def test_pages_follow_each_other_exactly_whatever_their_size(facts, teller: Teller, copy, follow) -> None:
    told = [facts.event_held(new_id()) for _ in range(23)]
    await teller.tell(*told)
    await copy()
    whole, last = await follow()
    assert {one["subject"] for one in whole} == {str(one.key) for one in told}
    assert (await follow(limit=1), await follow(limit=7)) == ((whole, last), (whole, last))
    assert await follow(last) == ([], last)
    await teller.tell(facts.cso_registered(), facts.event_held(new_id()))
    await copy()
    later, _ = await follow(last)
    assert len(later) == 2
    assert [one["id"] for one in (await follow())[0]] == [one["id"] for one in whole + later]


async def test_of_large_records_no_more_are_loaded_than_fit_into_one_answer(
    database: Database, client: httpx.AsyncClient, follow
) -> None:
    """Anybody may ask for a thousand of them."""
    half, whole = MOST_BYTES // 2, MOST_BYTES * 5 // 4
    sizes = [half, half, half, whole, 20, 20]

    def large(number: int, size: int) -> Read:
        said = json.dumps({"number": number}).encode()
        return Read(topic_of(EventHeld), 0, number, "a", new_id(), clock.real_now(), said.ljust(size))

    async with database.transaction() as session:
        await append(session, Taken([large(*one) for one in enumerate(sizes)], {}), {}, "")
    loaded: list[int] = []

    def load(record: FeedRecord, _: object) -> None:
        loaded.append(record.position)

    event_of.listen(FeedRecord, "load", load)
    try:
        pages, after = [], ""
        while not pages or pages[-1]:
            page = (await client.get(FEED, params={"limit": 1000} | ({"after": after} if after else {}))).json()
            pages.append([one["number"] for one in page["facts"]])
            after = page["next"]
    finally:
        event_of.remove(FeedRecord, "load", load)
    assert pages == [[0, 1], [2], [3], [4, 5], []]
    assert loaded == [1, 2, 3, 4, 5, 6]
    assert [one["number"] for one in (await follow(limit=2))[0]] == [0, 1, 2, 3, 4, 5]


async def test_the_present_comes_from_states_and_what_follows_from_the_same_cursor(
    facts, teller: Teller, copy, follow, client: httpx.AsyncClient
) -> None:
    office = facts.office()
    await teller.tell(office, facts.event_held(office.id))
    await copy()
    states, cursor = await follow(types="OfficeState")
    assert [one["data"]["version"] for one in states] == [2]
    await teller.tell(facts.office(id=office.id, version=3))
    await copy()
    assert [one["data"]["version"] for one in (await follow(cursor, types="liaison.registry.OfficeState.v1"))[0]] == [3]
    facts_alone, _ = await follow()
    assert {one["type"] for one in facts_alone} == {"liaison.events.EventHeld.v1"}
    latest = await client.get(FEED, params={"after": "latest"})
    assert latest.json()["facts"] == []
    assert latest.json()["next"] == (await follow())[1]


async def test_only_what_is_public_is_in_the_feed(
    facts, teller: Teller, copy, client: httpx.AsyncClient, database: Database
) -> None:
    held = facts.event_held(new_id())
    await teller._producer.send_and_wait(teller._settings.topic_prefix + "SignUpConfirmed", b'{"planted": 1}', b"x")
    await teller.tell(held)
    await copy()
    async with database.reading() as session:
        assert list(await session.scalars(text("select distinct topic from feed_record"))) == ["EventHeld"]
    refused = await client.get(FEED, params={"types": "EventHeld,SignUpConfirmed"})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["types"]


async def test_what_is_no_fact_of_ours_is_left_out_and_holds_nobody_up(
    facts, teller: Teller, copy, follow, caplog
) -> None:
    """A record that somebody else put on a public topic: with a resident's telephone in it, say."""
    planted = "+380671234567"
    topic, key = teller._settings.topic_prefix + "EventHeld", str(new_id())
    kept, misplaced = facts.event_held(new_id()), facts.event_held(new_id())
    await teller._producer.send_and_wait(topic, f'{{"phone": "{planted}"}}'.encode(), key.encode())
    await teller.tell(misplaced)
    await teller.tell(kept)
    restricted = json.dumps({"dataclassification": "restricted", "note": planted}).encode()
    await teller._producer.send_and_wait(topic, restricted, key.encode())
    await copy()
    found, _ = await follow()
    assert {one["subject"] for one in found} == {str(kept.key), str(misplaced.key)}
    assert planted not in caplog.text
    assert planted not in json.dumps(found)


@pytest.mark.parametrize(
    "key", ["Ім'я +380671234567".encode(), b"\0", b"\xff", b"", b"{" + str(NOBODY).encode() + b"}"]
)
async def test_a_tombstone_of_no_key_of_ours_is_left_out_and_holds_nobody_up(
    facts, teller: Teller, copy, follow, caplog, key: bytes
) -> None:
    """There is no value that would show what it is; a key may be anything, and what no database takes."""
    topic, gone = teller._settings.topic_prefix + "OfficeState", str(new_id())
    counted = metrics.LEFT_OUT.labels("OfficeState")._value
    before = counted.get()
    await teller._producer.send_and_wait(topic, None, key, partition=0)
    await teller._producer.send_and_wait(topic, None, gone.encode(), partition=0)
    await copy()
    found, _ = await follow(types="OfficeState")
    assert [one["subject"] for one in found] == [gone]
    assert counted.get() == before + 1
    assert "380671234567" not in caplog.text


async def test_a_fact_about_no_key_of_ours_is_left_out_and_holds_nobody_up(
    facts, teller: Teller, copy, follow, settings: Settings
) -> None:
    held = facts.event_held(new_id())
    await teller.tell(held)
    [value] = [value for values in (await on_the_topics(settings)).values() for value in values]
    for subject in ("+380671234567", "\0"):
        stray = json.dumps(json.loads(value) | {"id": str(new_id()), "subject": subject}).encode()
        await teller._producer.send_and_wait(settings.topic_prefix + "EventHeld", stray, b"a")
    await copy()
    assert [one["subject"] for one in (await follow())[0]] == [str(held.key)]


async def test_a_writer_that_began_first_and_commits_last_has_the_lower_places(database: Database) -> None:
    """The known trap: with numbers from a sequence, whoever read past the second would never see the first's."""
    first_is_written, may_commit = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with database.transaction() as session:
            await append(session, Taken([event(1), event(2)], {("A", 0): 2}), {}, "")
            first_is_written.set()
            await may_commit.wait()

    async def second() -> None:
        await first_is_written.wait()
        async with database.transaction() as session:
            await append(session, Taken([event(3)], {("B", 0): 1}), {}, "")

    async def seen() -> list[int]:
        async with database.reading() as session:
            return list(await session.scalars(text("select position from feed_record order by position")))

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first())
        late = tasks.create_task(second())
        await first_is_written.wait()
        waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = 7237250"

        async def waiting() -> int:
            async with database.reading() as session:
                return int(await session.scalar(text(waits)) or 0)

        await eventually(waiting)
        assert (await seen(), late.done()) == ([], False)
        may_commit.set()
    assert await seen() == [1, 2, 3]


async def test_of_many_writers_no_reader_ever_sees_a_place_appear_before_a_lower_one(database: Database) -> None:
    done = asyncio.Event()

    async def write(who: int) -> None:
        for number in range(8):
            async with database.transaction() as session:
                await append(
                    session, Taken([event(number)], {(f"T{who}", 0): number + 1}), {(f"T{who}", 0): number}, ""
                )
                await session.execute(text("select pg_sleep(random() * 0.01)"))

    async def read() -> list[int]:
        seen: list[int] = []
        while True:
            over = done.is_set()
            async with database.reading() as session:
                after = seen[-1] if seen else 0
                rows = text("select position from feed_record where position > :after order by position")
                seen += list(await session.scalars(rows, {"after": after}))
            if over:
                return seen

    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(read())
        async with asyncio.TaskGroup() as writers:
            for who in range(6):
                writers.create_task(write(who))
        done.set()
    assert reading.result() == list(range(1, 49))


async def test_a_rebuild_of_the_projections_leaves_every_cursor_as_it_was(
    facts, teller: Teller, copy, follow, service, database: Database, settings: Settings
) -> None:
    await teller.tell(*[facts.event_held(new_id()) for _ in range(5)])
    await copy()
    before = await follow(limit=2)
    await broker.ensure_topics(settings, [topic_of(reaction.contract) for reaction in service.listening])
    await replay.replay(service, settings, database)
    assert await follow(limit=2) == before
    await teller.tell(facts.event_held(new_id()))
    await copy()
    assert len((await follow(before[1]))[0]) == 1


async def test_a_cursor_from_before_a_restore_is_gone_and_says_how_to_begin_again(
    follow, database: Database, client: httpx.AsyncClient
) -> None:
    """As a restored backup would have it: the last ones are unknown, and are then copied again, in some order."""
    told = [event(number) for number in range(5)]

    async def holds(order: str) -> int:
        """With only the first two left, and these after them."""
        async with database.transaction() as session:
            await session.execute(text("delete from feed_record where position > 2"))
            await append(session, Taken([told[int(number)] for number in order], {}), {}, "")
        answer = await client.get(FEED, params={"after": cursor})
        if answer.status_code != 200:
            assert answer.json()["errors"][0]["field"] == "after"
        return answer.status_code

    async with database.transaction() as session:
        await append(session, Taken(told[:4], {}), {}, "")
    _, cursor = await follow(limit=3)
    assert await holds("23") == await holds("234") == 200
    assert await holds("") == await holds("2") == await holds("24") == 410
    # The same record stands at the cursor's place, and another one before it: that one would never be seen.
    assert await holds("432") == await holds("43") == 410


async def test_a_cursor_from_before_there_was_a_chain_holds(follow, database: Database) -> None:
    async with database.transaction() as session:
        await append(session, Taken([event(1), event(2)], {}), {}, "")
        await session.execute(text("update feed_record set chain = null"))
    _, cursor = await follow()
    async with database.transaction() as session:
        await append(session, Taken([event(3)], {}), {}, "")
    found, later = await follow(cursor)
    assert [one["number"] for one in found] == [3]
    assert await follow(later) == ([], later)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"after": "x"}, "after"),
        ({"after": "A" * 65}, "after"),
        ({"after": "ї" * 8}, "after"),
        ({"after": "_" * 32}, "after"),
        ({"types": "Nothing"}, "types"),
        ({"types": "<script>"}, "types"),
        ({"types": "Горпина"}, "types"),
        ({"types": "380671234567"}, "types"),
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"wait": 31}, "wait"),
        ({"wait": "soon"}, "wait"),
    ],
)
async def test_what_is_asked_wrongly_is_named(client: httpx.AsyncClient, query: dict[str, Any], field: str) -> None:
    answer = await client.get(FEED, params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not {"script", "Горпина", "380671234567"} & set(re.findall(r"\w+", answer.json()["detail"] + answer.text))


async def test_whoever_waits_gets_the_next_fact_at_once_and_holds_no_connection(
    facts, teller: Teller, copy, client: httpx.AsyncClient, database: Database
) -> None:
    await client.get(FEED)
    waiting = [asyncio.create_task(client.get(FEED, params={"wait": 30})) for _ in range(40)]
    other = asyncio.create_task(client.get(FEED, params={"wait": 1, "types": "CSORegistered"}))
    app: Any = client._transport.app  # type: ignore[attr-defined]

    async def waiters() -> int:
        return len(app.state.horizon._waiting) if hasattr(app.state, "horizon") else 0

    async def nobody_looks() -> bool:
        return bool(app.state.horizon._looking.done())

    await eventually(waiters, lambda found: found == 41)
    # One looks for all of them.
    assert database.engine.pool.checkedout() <= 1
    await teller.tell(facts.event_held(new_id()))
    await copy()
    answers = await asyncio.gather(*waiting)
    assert {len(one.json()["facts"]) for one in answers} == {1}
    assert (await other).json()["facts"] == []
    await eventually(nobody_looks)


async def test_an_address_is_told_what_it_may_still_ask_and_then_to_wait(client: httpx.AsyncClient, app) -> None:
    app.state.limits._per_minute["feed"] = 3
    left = []
    for _ in range(3):
        answer = await client.get(FEED)
        left.append(answer.headers["ratelimit"].rpartition(";t=")[0])
        assert answer.headers["ratelimit-policy"] == '"feed";q=3;w=60'
    assert left == ['"feed";r=2', '"feed";r=1', '"feed";r=0']
    refused = await client.get(FEED)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")


async def test_the_link_to_the_next_page_is_at_the_one_origin(client: httpx.AsyncClient) -> None:
    answer = await client.get(FEED, params={"types": "OfficeState", "wait": 1})
    link = answer.headers["link"]
    assert link.startswith("</api/feed/v1/facts?after=")
    assert link.endswith('&types=OfficeState&limit=100&wait=1>; rel="next"')
