"""Webhooks are delivered in the order of the feed, signed, at least once, whatever their receivers are like."""

import asyncio
import json
import os
import signal
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext, Kept
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually
from liaison_reporting.jobs.deliver_webhooks import deliver_webhooks
from liaison_reporting.model.webhooks import webhook as rules
from liaison_reporting.model.webhooks.delivering import claim, settle
from sqlalchemy import text

from services.reporting.tests.feed.conftest import on_the_topics
from services.reporting.tests.test_replay import Teller
from services.reporting.tests.webhooks.receiver import Receiver, receiving, status

Add = Callable[..., Awaitable[dict[str, Any]]]
API = "/api/reporting/v1/webhooks"


@pytest.fixture
def more_settings() -> dict[str, Any]:
    return {"webhook_networks": "127.0.0.0/8"}


@pytest_asyncio.fixture
async def add(staff: httpx.AsyncClient) -> AsyncIterator[Add]:
    async def added(url: str, **values: Any) -> dict[str, Any]:
        answer = await staff.post(API, json={"name": "Register", "url": url, **values})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    yield added


async def deliver(context: JobContext) -> None:
    while await deliver_webhooks(context):
        pass


async def at_once(database: Database) -> None:
    """As if every pause were over."""
    async with database.transaction() as session:
        await session.execute(text("update webhook set next_try_at = now() - interval '1 second'"))


async def shown(staff: httpx.AsyncClient, webhook: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await staff.get(f"{API}/{webhook['id']}")).json()
    return found


async def test_a_receiver_gets_what_is_on_the_topics_in_their_order_and_signed(
    facts, teller: Teller, copy, context: JobContext, add: Add, settings: Settings
) -> None:
    offices = [facts.office() for _ in range(3)]
    async with receiving() as receiver:
        webhook = await add(receiver.url, types=["EventHeld", "OfficeState", "liaison.registry.CSORegistered.v1"])
        for version in range(2, 7):
            for office in offices:
                held = facts.event_held(office.id, id=office.id, version=version)
                await teller.tell(facts.office(id=office.id, version=version), held, facts.cso_registered())
        await copy()
        await deliver(context)
    got: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for request in receiver.requests:
        event = json.loads(request.body)
        assert request.verified(webhook["secret"]) == event
        assert request.headers["webhook-id"] == event["id"]
        assert request.headers["content-type"] == "application/cloudevents+json; charset=UTF-8"
        assert request.line == "POST /hook?of=us HTTP/1.1"
        got[event["type"].split(".")[2], event["subject"]].append(request.body)
    assert got == await on_the_topics(settings)
    assert len(receiver.requests) == 45


async def test_what_came_before_it_was_added_is_delivered_if_it_wants_that(
    facts, teller: Teller, copy, context: JobContext, add: Add
) -> None:
    await teller.tell(facts.event_held(new_id()))
    await copy()
    async with receiving() as first, receiving() as second:
        await add(first.url)
        await add(second.url, from_beginning=True)
        await deliver(context)
        assert (len(first.requests), len(second.requests)) == (0, 1)
        await teller.tell(facts.event_held(new_id()), facts.office())
        await copy()
        await deliver(context)
    # Without types it is every fact, and no state.
    assert (len(first.requests), len(second.requests)) == (1, 2)


async def test_one_that_is_refused_comes_again_and_nothing_overtakes_it(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff, database: Database
) -> None:
    wrong = True
    async with receiving(Receiver(lambda _: status(500) if wrong else status(200))) as receiver:
        webhook = await add(receiver.url)
        await teller.tell(*[facts.event_held(new_id()) for _ in range(3)])
        await copy()
        for _ in range(3):
            await deliver(context)
            await deliver(context)  # before its pause is over nothing goes out
            await at_once(database)
        assert len(set(receiver.ids)) == 1
        assert len(receiver.ids) == 3
        found = (await shown(staff, webhook))["webhook"]
        assert (found["state"], found["backlog"]) == ("failing", 3)
        wrong = False
        await deliver(context)
    assert len(receiver.ids) == 6
    assert len(set(receiver.ids)) == 3
    page = await shown(staff, webhook)
    assert (page["webhook"]["state"], page["webhook"]["backlog"]) == ("working", 0)
    assert [one["outcome"] for one in page["attempts"]] == ["delivered"] * 3 + ["refused"] * 3
    assert {one["status"] for one in page["attempts"]} == {200, 500}


def test_pauses_grow_and_are_never_the_same_for_all() -> None:
    now = clock.real_now()
    pauses: dict[int, set[timedelta]] = defaultdict(set)
    for _ in range(20):
        one = rules.Webhook(failures=0, failing_since=None, topics=[])
        for failure in range(15):
            one.fail(rules.Result(rules.Outcome.REFUSED, 500, 1), now, days=5)
            pauses[failure].add(one.next_try_at - now)
    assert all(len(found) > 10 for found in pauses.values())
    assert all(timedelta(seconds=2.5) <= one <= timedelta(seconds=5) for one in pauses[0])
    assert all(timedelta(minutes=30) <= one <= timedelta(hours=1) for one in pauses[14])


async def test_a_receiver_that_says_when_is_asked_then(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff
) -> None:
    async with receiving(Receiver(lambda _: status(503, "Retry-After: 1800"))) as receiver:
        webhook = await add(receiver.url)
        await teller.tell(facts.event_held(new_id()))
        await copy()
        before = clock.real_now()
        await deliver(context)
    again = (await shown(staff, webhook))["webhook"]["next_try_at"]
    assert timedelta(seconds=1800) <= clock.datetime.fromisoformat(again) - before < timedelta(seconds=1900)


@pytest.mark.parametrize("code", [500, 410])
async def test_one_that_nothing_reaches_for_days_is_stopped_and_goes_on_where_it_was(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff, database: Database, code: int
) -> None:
    answers = [status(code), status(204)]
    async with receiving(Receiver(lambda _: answers[0])) as receiver:
        webhook = await add(receiver.url)
        await teller.tell(facts.event_held(new_id()), facts.event_held(new_id()))
        await copy()
        await deliver(context)
        if code == 500:
            assert (await shown(staff, webhook))["webhook"]["state"] == "failing"
            async with database.transaction() as session:
                await session.execute(text("update webhook set failing_since = now() - interval '6 days'"))
            await at_once(database)
            await deliver(context)
        found = (await shown(staff, webhook))["webhook"]
        assert (found["state"], found["disabled_because"]) == ("stopped", "gave_up" if code == 500 else "gone")
        tries = len(receiver.ids)
        await at_once(database)
        await deliver(context)
        assert len(receiver.ids) == tries
        answers.pop(0)
        assert (await staff.post(f"{API}/{webhook['id']}/resumption")).status_code == 204
        await deliver(context)
    assert len(set(receiver.ids)) == 2
    assert (await shown(staff, webhook))["webhook"]["backlog"] == 0


async def test_one_that_is_slow_holds_up_no_other(facts, teller: Teller, copy, context: JobContext, add: Add) -> None:
    async with receiving(Receiver(hold=asyncio.Event())) as slow, receiving() as quick:
        await add(slow.url)
        await add(quick.url)
        await teller.tell(*[facts.event_held(new_id()) for _ in range(5)])
        await copy()
        lanes = [asyncio.create_task(deliver(context)) for _ in range(2)]
        await eventually(lambda: _count(quick), lambda found: found == 5)
        assert len(slow.requests) == 1
        assert slow.hold is not None
        slow.hold.set()
        await asyncio.gather(*lanes)
        await deliver(context)
        assert len(slow.requests) == 5


async def test_slow_ones_take_turns_with_those_who_wait(
    facts, teller: Teller, copy, context: JobContext, add: Add
) -> None:
    """However many are slow: each has its webhook for one request longer than two seconds at most."""
    one, other = await add("http://127.0.0.1:9/one"), await add("http://127.0.0.1:9/other")
    await teller.tell(*[facts.event_held(new_id()) for _ in range(5)])
    await copy()
    began = clock.real_now()
    good, said = rules.Result(rules.Outcome.DELIVERED, 204, 1), []
    async with context.transaction() as session:
        for turn in range(4):
            now = began + timedelta(seconds=10 * turn)
            claimed = await claim(session, now, "")
            assert claimed is not None
            went = []
            for letter, seconds in zip(claimed.letters, (1, 1.9, 2.1), strict=False):
                went.append(await settle(session, claimed, letter, good, now + timedelta(seconds=seconds), 5))
            said.append((str(claimed.webhook_id), went))
    first, second = [True, True, False], [True, False]
    assert [goes_on for _, goes_on in said] == [first, first, second, second]
    assert [webhook for webhook, _ in said] == [one["id"], other["id"]] * 2


async def test_one_that_never_answers_is_left_after_a_while(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_reporting.providers.receivers.WHOLE_SECONDS", 0.3)
    async with receiving(Receiver(hold=asyncio.Event())) as receiver:
        webhook = await add(receiver.url)
        await teller.tell(facts.event_held(new_id()))
        await copy()
        await deliver(context)
        [attempt] = (await shown(staff, webhook))["attempts"]
    assert (attempt["outcome"], attempt["status"]) == ("timed_out", None)


async def test_an_address_inside_is_refused_and_shown(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff
) -> None:
    webhook = await add("https://169.254.169.254/latest/meta-data")
    await teller.tell(facts.event_held(new_id()))
    await copy()
    await deliver(context)
    [attempt] = (await shown(staff, webhook))["attempts"]
    assert attempt["outcome"] == "forbidden"


async def test_while_a_secret_is_rotated_both_fit_and_then_only_the_new_one(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff, database: Database
) -> None:
    async with receiving() as receiver:
        old = await add(receiver.url)
        new = (await staff.post(f"{API}/{old['id']}/secret")).json()
        assert old["secret"] != new["secret"]
        await teller.tell(facts.event_held(new_id()))
        await copy()
        await deliver(context)
        async with database.transaction() as session:
            await session.execute(text("update webhook set old_secret_until = now()"))
        await teller.tell(facts.event_held(new_id()))
        await copy()
        await deliver(context)
    both, one = receiver.requests
    for secret in (old["secret"], new["secret"]):
        assert both.verified(secret)
    assert one.verified(new["secret"])
    with pytest.raises(Exception, match="No matching signature"):
        one.verified(old["secret"])


async def test_a_test_is_sent_even_where_it_was_stopped_and_moves_nothing(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff, database: Database
) -> None:
    async with receiving() as receiver:
        webhook = await add(receiver.url)
        await teller.tell(facts.event_held(new_id()))
        await copy()
        async with database.transaction() as session:
            await session.execute(text("update webhook set disabled_at = now()"))
        assert (await staff.post(f"{API}/{webhook['id']}/tests")).status_code == 202
        await deliver(context)
    [request] = receiver.requests
    assert json.loads(request.body)["type"] == "liaison.reporting.WebhookTested.v1"
    assert request.verified(webhook["secret"])
    page = await shown(staff, webhook)
    assert (page["webhook"]["backlog"], page["webhook"]["test_asked_at"]) == (1, None)
    assert [(one["topic"], one["outcome"]) for one in page["attempts"]] == [(None, "delivered")]


async def test_what_is_redelivered_has_the_same_ids(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff
) -> None:
    async with receiving() as receiver:
        webhook = await add(receiver.url)
        await teller.tell(*[facts.event_held(new_id()) for _ in range(4)])
        await copy()
        await deliver(context)
        first = list(receiver.ids)
        answer = await staff.post(f"{API}/{webhook['id']}/redelivery", json={"fact_id": first[2]})
        assert answer.status_code == 202
        await deliver(context)
        assert receiver.ids == first + first[2:]
        await staff.post(f"{API}/{webhook['id']}/redelivery", json={})
        await deliver(context)
        assert receiver.ids == first + first[2:] + first
        await staff.post(f"{API}/{webhook['id']}/redelivery", json={"since": "2100-01-01T00:00"})
        await deliver(context)
    assert len(receiver.ids) == 10


async def test_what_is_asked_for_while_a_request_is_on_its_way_stands(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff
) -> None:
    """Else the outcome of that request would put the webhook behind it again."""
    async with receiving(Receiver(hold=asyncio.Event())) as receiver:
        assert receiver.hold is not None
        receiver.hold.set()
        webhook = await add(receiver.url)
        await teller.tell(facts.event_held(new_id()), facts.event_held(new_id()))
        await copy()
        await deliver(context)
        receiver.hold.clear()
        await teller.tell(facts.event_held(new_id()))
        await copy()
        on_its_way = asyncio.create_task(deliver_webhooks(context))
        await eventually(lambda: _count(receiver), lambda found: found == 3)
        assert (await staff.post(f"{API}/{webhook['id']}/redelivery", json={})).status_code == 202
        receiver.hold.set()
        await on_its_way
        await deliver(context)
    assert receiver.ids[3:] == receiver.ids[:3]


async def test_whose_address_or_types_change_while_a_request_is_on_its_way_misses_nothing(
    facts, teller: Teller, copy, context: JobContext, add: Add, staff
) -> None:
    """What has gone to the old address is not delivered; what is wanted from now on is not passed over."""
    async with receiving(Receiver(hold=asyncio.Event())) as old, receiving() as new:
        webhook = await add(old.url, types=["EventHeld"])
        held = [facts.event_held(new_id()) for _ in range(3)]
        await teller.tell(*held)
        await teller.tell(facts.cso_registered())
        await copy()
        on_its_way = asyncio.create_task(deliver_webhooks(context))
        await eventually(lambda: _count(old), lambda found: found == 1)
        said = {"name": "Register", "url": new.url, "types": ["EventHeld", "CSORegistered"]}
        changed = await staff.post(f"{API}/{webhook['id']}", json=said, headers={"if-match": '"1"'})
        assert changed.status_code == 204
        await deliver(context)
        assert old.hold is not None
        old.hold.set()
        await on_its_way
        await deliver(context)
    assert len(old.ids) == 1
    assert old.ids[0] in new.ids
    assert len(new.ids) == len(set(new.ids)) == 4


async def test_whoever_delivers_and_is_killed_is_followed_by_another_exactly_there(
    facts,
    teller: Teller,
    copy,
    context: JobContext,
    add: Add,
    settings: Settings,
    database: Database,
    database_url: str,
) -> None:
    """kill -9 while a request is on its way: it comes again under the same id, and after it all others once."""
    async with receiving(Receiver(hold=asyncio.Event())) as receiver:
        webhook = await add(receiver.url)
        await teller.tell(*[facts.event_held(new_id()) for _ in range(5)])
        await copy()
        assert receiver.hold is not None
        receiver.hold.set()

        def third_waits(_: object) -> bytes:
            if len(receiver.requests) == 2:
                assert receiver.hold is not None
                receiver.hold.clear()
            return status(204)

        receiver.answer = third_waits
        process = await jobs_of(settings, database_url)
        await eventually(lambda: _count(receiver), lambda found: found == 3)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        receiver.answer = lambda _: status(204)
        receiver.hold.set()
        assert not await deliver_webhooks(context)  # it is the dead one's for thirty seconds at most
        async with context.transaction() as session:
            soon = await session.scalar(text("select claimed_until < now() + interval '31 seconds' from webhook"))
            await session.execute(text("update webhook set claimed_until = now()"))
        assert soon
        async with Kept() as kept:
            await deliver(JobContext(context.database, settings, kept))
    assert receiver.ids[2] == receiver.ids[3]
    assert len(receiver.ids) == 6
    assert len(set(receiver.ids)) == 5
    assert all(one.verified(webhook["secret"]) for one in receiver.requests)


async def _count(receiver: Receiver) -> int:
    return len(receiver.requests)


async def jobs_of(settings: Settings, database_url: str) -> asyncio.subprocess.Process:
    """A real process of the service with the role that delivers."""
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "LIAISON_TOPIC_PREFIX": settings.topic_prefix,
        "LIAISON_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "LIAISON_HTTP_PORT": "0",
    }
    command = [sys.executable, "-m", "liaison_reporting", "jobs"]
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(*command, env=environment, stdout=quiet, stderr=quiet)
