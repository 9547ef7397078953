"""What could not be applied or sent: tried again, by itself or by staff, or dropped, and applied once all the same."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from liaison_contracts.catalog import topic_of
from liaison_contracts.envelope import CONTENT_TYPE
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit.database import Database, new_id
from liaison_kit.errors import Refusal
from liaison_kit.reactions import on
from liaison_kit.receiving import broker, parking
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running import releases
from liaison_kit.running.releases import Releases
from liaison_kit.sending import producers
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually, publish, running
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

API = "/api/registry/v1/dead-letters"
NOTE = text("""
    insert into visit values (:district, :version)
    on conflict (district) do update set times = visit.times * 10 + excluded.times
""")


class HostIsMissing(Refusal):
    """The host has not joined yet."""


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """A guest is refused while its host is not there. `times` are the versions in the order in which they counted."""
    state = fact.state
    if state.name == "guest":
        host = text("select 1 from visit where district = :host")
        if not await session.scalar(host, {"host": UUID(state.name_en)}):
            raise HostIsMissing
    await session.execute(NOTE, {"district": state.id, "version": state.version})


@pytest.fixture(scope="module")
def service(service: Service) -> Service:
    """The small service with another reaction: it refuses until something else has happened."""
    return replace(service, reactions=[on_district_joined])


FEW = [topic_of(DistrictJoined), topic_of(DistrictState)]
"""All topics for each test would be more partitions than a broker of this size holds."""


@pytest_asyncio.fixture
async def topics(settings: Settings) -> Settings:
    await broker.ensure_topics(settings, FEW)
    return settings


@pytest.fixture
def inbox(service: Service, database: Database, settings: Settings) -> Inbox:
    return Inbox(database, service.reactions, settings.topic_prefix)


@pytest.fixture
def parts(service: Service, database: Database, inbox: Inbox, topics: Settings) -> Callable[[], list[Any]]:
    """Makes a relay and a consumer."""
    return lambda: [Relay(database, topics), Consumer(service.name, inbox, topics)]


@pytest.fixture
def guest(joined):
    """Makes a fact that is refused until its host has joined."""

    def make(host: UUID, district: UUID | None = None, version: int = 1) -> DistrictJoined:
        fact = joined(district, version, name="guest")
        return fact.model_copy(update={"state": fact.state.model_copy(update={"name_en": str(host)})})

    return make


async def times(database: Database) -> dict[UUID, int]:
    async with database.reading() as session:
        return {row.district: row.times for row in await session.execute(text("select * from visit"))}


async def waiting(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(text("select count(*) from parked where dropped_at is null")) or 0)


async def run(database: Database, statement: str) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))


async def give_up_trying(database: Database) -> None:
    """As after the last try: from now on only staff can have them tried."""
    await run(database, "update parked set try_again_at = null, attempts = 4")


async def letters(staff: httpx.AsyncClient, **wanted: Any) -> list[dict[str, Any]]:
    answer = await staff.get(API, params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def drop(staff: httpx.AsyncClient, letter: str) -> httpx.Response:
    return await staff.post(f"{API}/{letter}/drop", json={"reason": "a test"})


async def parked_guests(database: Database, parts: Callable[[], list[Any]], *facts: DistrictJoined) -> None:
    """Has the facts refused, and nobody try them again."""
    before = await waiting(database)
    async with running(*parts()):
        await publish(database, *facts)
        await eventually(lambda: waiting(database), lambda count: count == before + len(facts))
    await give_up_trying(database)


async def test_what_was_refused_is_applied_by_itself_once_what_it_missed_has_come(
    joined, guest, database: Database, parts, inbox: Inbox
) -> None:
    host = joined()
    refused = guest(host.state.id)
    async with running(*parts(), Releases(database, inbox)):
        await publish(database, refused)
        await eventually(lambda: waiting(database), lambda count: count == 1)
        await publish(database, host)
        await eventually(lambda: waiting(database), lambda count: count == 0)
    assert await times(database) == {host.state.id: 1, refused.state.id: 1}


async def test_it_is_tried_a_few_times_later_and_later_and_then_only_when_asked(
    guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient
) -> None:
    await parked_guests(database, parts, guest(new_id()))
    await run(database, "update parked set try_again_at = now(), attempts = 0")
    for attempts in range(1, len(parking.TRY_AGAIN_AFTER)):
        assert await Releases(database, inbox).release()
        [letter] = await letters(staff)
        assert (letter["attempts"], letter["due"]) == (attempts, False)
        assert letter["try_again_at"]
        await run(database, "update parked set try_again_at = now()")
    assert await Releases(database, inbox).release()
    assert not await Releases(database, inbox).release()
    [letter] = await letters(staff)
    assert (letter["attempts"], letter["try_again_at"], letter["reason"]) == (4, None, "The host has not joined yet.")


async def test_after_a_retry_the_later_facts_of_the_key_follow_in_order(
    joined, guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient
) -> None:
    host, district, other = joined(), new_id(), guest(new_id())
    await parked_guests(database, parts, *(guest(host.state.id, district, version) for version in (1, 2, 3)), other)
    shown = await letters(staff, key=str(district))
    assert [letter["waits_behind"] for letter in shown] == [None, shown[0]["id"], shown[0]["id"]]
    followed = [(await staff.get(f"{API}/{letter['id']}")).json()["followed_by"] for letter in shown]
    assert followed == [2, 1, 0]
    await run(database, f"insert into visit values ('{host.state.id}', 1)")
    assert not await Releases(database, inbox).release()
    assert (await staff.post(f"{API}/{shown[2]['id']}/retry")).status_code == 204
    assert [letter["due"] for letter in await letters(staff, key=str(district))] == [True, True, True]
    assert await Releases(database, inbox).release()
    assert await times(database) == {host.state.id: 1, district: 123}
    assert [letter["key"] for letter in await letters(staff)] == [str(other.state.id)]


async def test_more_than_one_round_of_releases_is_done_too(
    joined, guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "AT_ONCE", 2)
    host, district = joined(), new_id()
    await parked_guests(database, parts, *(guest(host.state.id, district, version) for version in (1, 2, 3, 4, 5)))
    await run(database, f"insert into visit values ('{host.state.id}', 1)")
    await staff.post(f"{API}/{(await letters(staff))[0]['id']}/retry")
    while await Releases(database, inbox).release():
        pass
    assert (await times(database))[district] == 12345


async def test_a_fact_at_fault_only_at_the_commit_is_put_off_like_any_other(
    guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient
) -> None:
    host = new_id()
    await parked_guests(database, parts, guest(host), guest(host))
    await run(database, "create table city (id uuid primary key)")
    await run(database, "alter table visit add foreign key (district) references city deferrable initially deferred")
    good, bad = await letters(staff)
    await run(database, f"insert into city values ('{host}'), ('{good['key']}')")
    await run(database, f"insert into visit values ('{host}', 1)")
    for letter in (good, bad):
        await staff.post(f"{API}/{letter['id']}/retry")
    assert await Releases(database, inbox).release()
    assert await Releases(database, inbox).release()
    [left] = await letters(staff)
    assert (left["id"], left["attempts"]) == (bad["id"], 1)
    assert await times(database) == {host: 1, UUID(good["key"]): 1}


async def test_a_dropped_record_lets_the_next_go_on_and_is_not_applied_when_it_comes_again(
    joined, guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient, topics: Settings
) -> None:
    host, district, last = joined(), new_id(), joined()
    await parked_guests(database, parts, guest(host.state.id, district), joined(district, 2))
    first, second = await letters(staff)
    value = (await staff.get(f"{API}/{first['id']}")).json()["value"]["text"]
    assert (await drop(staff, first["id"])).status_code == 204
    assert [letter["id"] for letter in await letters(staff)] == [second["id"]]
    assert await Releases(database, inbox).release()
    assert await times(database) == {district: 2}
    producer = producers.producer(topics)
    async with running(*parts()):
        await publish(database, host)
        await eventually(lambda: times(database), lambda found: host.state.id in found)
        await producer.start()
        await producer.send_and_wait(first["topic"], value.encode(), key=str(district).encode())
        await producer.stop()
        await publish(database, joined(district, 3), last)
        await eventually(lambda: times(database), lambda found: last.state.id in found and found[district] > 2)
    assert (await times(database))[district] == 23
    assert await letters(staff) == []


async def test_a_dropped_record_that_says_nothing_holds_up_nobody_when_it_comes_again(
    joined, service: Service, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient, topics: Settings
) -> None:
    district, topic = new_id(), f"{topics.topic_prefix}DistrictJoined"
    producer = producers.producer(topics)
    await producer.start()
    await producer.send_and_wait(topic, b"\xff", key=str(district).encode(), headers=[("a", b"\xfe"), ("b", b"c")])
    await producer.stop()
    async with running(*parts()):
        await eventually(lambda: waiting(database), lambda count: count == 1)
        [bad] = await letters(staff)
        shown = (await staff.get(f"{API}/{bad['id']}")).json()
        assert shown["value"] == {"text": None, "base64": "/w=="}
        assert [header | {"base64": header["base64"] or ""} for header in shown["headers"]] == [
            {"name": "a", "text": None, "base64": "/g=="},
            {"name": "b", "text": "c", "base64": ""},
        ]
        await drop(staff, bad["id"])
        await publish(database, joined(district, 1))
        await eventually(lambda: times(database), lambda found: found == {district: 1})
    last = joined()
    async with running(Relay(database, topics), Consumer("again", inbox, topics), Releases(database, inbox)):
        await publish(database, joined(district, 2), last)
        await eventually(lambda: times(database), lambda found: last.state.id in found)
        await eventually(lambda: times(database), lambda found: found[district] == 12)
    assert await letters(staff) == []
    assert [letter["id"] for letter in await letters(staff, state="dropped")] == [bad["id"]]


async def test_released_twice_at_once_while_the_consumer_works_each_is_applied_once(
    joined, guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient
) -> None:
    host = joined()
    districts = [new_id() for _ in range(20)]
    await parked_guests(
        database, parts, *(guest(host.state.id, one, version) for version in (1, 2) for one in districts)
    )
    await run(database, f"insert into visit values ('{host.state.id}', 1)")
    async with running(*parts(), Releases(database, inbox), Releases(database, inbox)):
        await asyncio.gather(
            publish(database, *(guest(host.state.id, one, 3) for one in districts)),
            *(staff.post(f"{API}/{letter['id']}/retry") for letter in await letters(staff)),
        )
        expected = dict.fromkeys(districts, 123) | {host.state.id: 1}
        assert await eventually(lambda: times(database), lambda found: found == expected)
        await eventually(lambda: waiting(database), lambda count: count == 0)
    assert await times(database) == expected


async def test_a_fact_that_comes_while_its_key_is_being_released_waits_for_the_outcome(
    joined, guest, database: Database, parts, topics: Settings
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    @on(DistrictJoined)
    async def slowly(session: AsyncSession, fact: DistrictJoined) -> None:
        begun.set()
        await go_on.wait()
        await session.execute(NOTE, {"district": fact.state.id, "version": fact.state.version})

    refused = guest(new_id())
    await parked_guests(database, parts, refused)
    await run(database, "update parked set try_again_at = now()")
    async with running(*parts(), Releases(database, Inbox(database, [slowly], topics.topic_prefix))):
        try:
            async with asyncio.timeout(20):
                await begun.wait()
            await publish(database, joined(refused.state.id, 2))
            await eventually(lambda: asleep(database))
        finally:
            go_on.set()
        await eventually(lambda: times(database), lambda found: found == {refused.state.id: 12})
    assert await waiting(database) == 0


async def asleep(database: Database) -> int:
    """How many transactions wait for a key's lock."""
    async with database.reading() as session:
        locks = text("""
            select count(*) from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())
        """)
        return int(await session.scalar(locks) or 0)


async def test_replaying_dead_letters_twice_changes_nothing_more(
    joined, guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient, topics: Settings
) -> None:
    host, stranger = joined(), new_id()
    facts = [guest(host.state.id), guest(host.state.id), guest(stranger)]
    await parked_guests(database, parts, *facts)
    await run(database, f"insert into visit values ('{host.state.id}', 1)")
    first = await letters(staff)
    [still] = [letter["id"] for letter in first if letter["key"] == str(facts[2].state.id)]
    after = []
    for _ in range(2):
        answers = [(await staff.post(f"{API}/{letter['id']}/retry")).status_code for letter in first]
        while await Releases(database, inbox).release():
            pass
        after.append((await times(database), [letter["id"] for letter in await letters(staff)]))
    assert sorted(answers) == [204, 404, 404]
    assert after[0] == after[1]
    assert after[0][1] == [still]
    last = joined()
    async with running(Relay(database, topics), Consumer("again", inbox, topics)):
        await publish(database, last)
        await eventually(lambda: times(database), lambda found: last.state.id in found)
        await eventually(lambda: times(database), lambda found: found == after[0][0] | {last.state.id: 1})
    assert [letter["id"] for letter in await letters(staff)] == [still]


async def test_deciding_twice_does_no_harm(
    guest, database: Database, parts, inbox: Inbox, staff: httpx.AsyncClient
) -> None:
    await parked_guests(database, parts, guest(new_id()))
    [letter] = await letters(staff)
    answers = await asyncio.gather(*(staff.post(f"{API}/{letter['id']}/retry") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {204}
    assert await Releases(database, inbox).release()
    assert not await Releases(database, inbox).release()
    answers = await asyncio.gather(*(drop(staff, letter["id"]) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {204}
    later = await staff.post(f"{API}/{letter['id']}/drop", json={"reason": "another"})
    assert later.status_code == 204
    [dropped] = await letters(staff, state="dropped")
    assert dropped["dropped_because"] == "a test"
    assert (await staff.post(f"{API}/{letter['id']}/retry")).status_code == 409


async def test_only_the_first_of_a_key_is_tried_when_a_later_one_is_asked_for(
    guest, database: Database, parts, staff: httpx.AsyncClient
) -> None:
    host, district = new_id(), new_id()
    await parked_guests(database, parts, guest(host, district), guest(host, district, 2), guest(host, district, 3))
    *_, last = sorted(await letters(staff), key=lambda letter: letter["offset"])
    assert (await staff.post(f"{API}/{last['id']}/retry")).status_code == 204
    async with database.reading() as session:
        due = await session.scalars(text("select try_again_at is not null from parked order by id"))
        assert list(due) == [True, False, False]


async def test_what_nobody_expected_ends_the_releases_and_a_lost_database_does_not(
    database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = iter([ConnectionError(), RuntimeError("nobody expected it")])

    async def release() -> bool:
        raise next(said)

    releasing = Releases(database, inbox)
    monkeypatch.setattr(releasing, "release", release)
    monkeypatch.setattr(releases, "LOOK_SECONDS", 0)
    with pytest.raises(RuntimeError, match="nobody expected it"):
        await releasing.run(asyncio.Event())
    assert list(said) == []


async def test_lists_come_in_pages_and_by_topic(guest, database: Database, parts, staff: httpx.AsyncClient) -> None:
    await parked_guests(database, parts, *(guest(new_id()) for _ in range(5)))
    everything = [letter["id"] for letter in await letters(staff)]
    found, after = [], "parked-0"
    while after:
        page = (await staff.get(API, params={"limit": 2, "after": after})).json()
        found += [letter["id"] for letter in page["items"]]
        after = page["next"]
    assert found == everything
    assert len(found) == 5
    assert await letters(staff, topic="nothing") == []
    topic = (await letters(staff))[0]["topic"]
    assert len(await letters(staff, topic=topic)) == 5
    assert await letters(staff, state="dropped") == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"limit": "many"}, "limit"),
        ({"limit": 501}, "limit"),
        ({"state": "lost"}, "state"),
        ({"after": "x"}, "after"),
        ({"key": "\0"}, "key"),
        ({"sate": "waiting"}, "sate"),
    ],
)
async def test_a_wrong_filter_is_named(staff: httpx.AsyncClient, wanted: dict[str, str], field: str) -> None:
    answer = await staff.get(API, params=wanted)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 501}, {"reason": "\0"}])
async def test_dropping_needs_a_reason(staff: httpx.AsyncClient, body: dict[str, str]) -> None:
    answer = await staff.post(f"{API}/in-1/drop", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["reason"]


@pytest.mark.parametrize("letter", ["in-1", "out-0", "out-1", "in-x", "17", "in-9999999999999999999"])
async def test_what_is_not_there_is_not_found(staff: httpx.AsyncClient, letter: str) -> None:
    assert (await staff.get(f"{API}/{letter}")).status_code == 404
    assert (await staff.post(f"{API}/{letter}/retry")).status_code == 404
    assert (await drop(staff, letter)).status_code == 404


async def test_only_staff_may_look_or_decide(client: httpx.AsyncClient) -> None:
    assert (await client.get(API)).status_code == 401
    assert (await client.get(f"{API}/in-1")).status_code == 401
    assert (await client.post(f"{API}/in-1/retry")).status_code == 401
    assert (await drop(client, "in-1")).status_code == 401


async def limit_records(settings: Settings, most: int) -> None:
    """How large a record the broker takes on the topic; returns once the broker knows."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    name, configs = f"{settings.topic_prefix}DistrictJoined", {"max.message.bytes": str(most)}

    async def known() -> dict[str, str]:
        [answer] = await admin.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(configs))]
        )
        return {entry[0]: entry[1] for entry in answer.resources[0][4]}

    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs)])
    await eventually(known, lambda found: found == configs)
    await admin.close()


async def refused_by_the_broker(database: Database, settings: Settings, staff: httpx.AsyncClient, *facts) -> str:
    """Publishes facts of one key, of which the first is too large; returns what it is called as a dead letter."""
    await limit_records(settings, 2000)
    await publish(database, *facts)
    async with running(Relay(database, settings)):
        [letter] = await eventually(lambda: letters(staff))
    assert letter["id"].startswith("out-")
    assert letter["reason"] == "MessageSizeTooLargeError"
    return letter["id"]


async def left(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(text("select count(*) from outbox")) or 0)


async def test_a_refused_record_is_sent_in_order_once_the_broker_takes_it(
    joined, database: Database, parts, topics: Settings, staff: httpx.AsyncClient
) -> None:
    large = joined(name="x" * 2000)
    letter = await refused_by_the_broker(database, topics, staff, large, joined(large.state.id, 2))
    await limit_records(topics, 1_000_000)
    answers = await asyncio.gather(*(staff.post(f"{API}/{letter}/retry") for _ in range(2)))
    assert {answer.status_code for answer in answers} == {204}
    assert (await staff.get(f"{API}/{letter}")).json()["due"]
    async with running(*parts()):
        await eventually(lambda: left(database), lambda count: count == 0)
        await eventually(lambda: times(database), lambda found: found == {large.state.id: 12})
    assert (await staff.get(f"{API}/{letter}")).status_code == 404
    assert (await staff.post(f"{API}/{letter}/retry")).status_code == 404


async def test_a_refused_record_that_is_dropped_lets_the_next_leave_and_is_still_shown(
    joined, database: Database, parts, topics: Settings, staff: httpx.AsyncClient
) -> None:
    large = joined(name="x" * 2000)
    letter = await refused_by_the_broker(database, topics, staff, large, joined(large.state.id, 2))
    async with running(*parts()):
        answers = await asyncio.gather(*(drop(staff, letter) for _ in range(2)))
        assert {answer.status_code for answer in answers} == {204}
        await eventually(lambda: left(database), lambda count: count == 0)
        await eventually(lambda: times(database), lambda found: found == {large.state.id: 2})
    assert await letters(staff) == []
    [dropped] = await letters(staff, state="dropped")
    assert (dropped["id"], dropped["dropped_because"], dropped["offset"]) == (letter, "a test", None)
    assert dropped["key"] == str(large.state.id)
    whole = (await staff.get(f"{API}/{letter}")).json()
    assert "x" * 2000 in whole["value"]["text"]
    assert [(one["name"], one["text"]) for one in whole["headers"]] == [("content-type", CONTENT_TYPE)]
    assert (await drop(staff, letter)).status_code == 204
    assert (await staff.post(f"{API}/{letter}/retry")).status_code == 409
    async with database.reading() as session:
        logged = await session.scalars(text("select version from fact_log"))
        assert list(logged) == [2]
