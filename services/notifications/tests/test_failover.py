"""Two providers of SMS: one dies in the middle of a run, the other carries all, none goes out twice; it comes back."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from liaison_notifications import dispatch
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.model import Delivery
from liaison_notifications.providers import carriers, generic_http
from liaison_notifications.providers.of_settings import Providers
from sqlalchemy import select

CONNECTIONS, ROOM = 4, 8
"""Messages that a provider is given at most."""


@pytest.fixture
def more_settings(more_settings: dict[str, Any], second: Any) -> dict[str, Any]:
    address = f"http://:a-token-for-tests-only@127.0.0.1:{second.port}/sms?name=second"
    return more_settings | {"sms_providers": address}


async def sign_ups(story: Any, number: int) -> None:
    for _ in range(number):
        await story.somebody_signs_up(email=None)


async def sms(story: Any) -> list[Delivery]:
    async with story.database.reading() as session:
        return list(await session.scalars(select(Delivery).where(Delivery.channel == "sms").order_by(Delivery.id)))


async def test_both_carry_and_it_is_kept_who_carried_what(story: Any, gateway: Any, second: Any) -> None:
    await sign_ups(story, 20)
    await story.work()
    carried = Counter(row.provider for row in await sms(story))
    assert carried == {f"127.0.0.1:{gateway.port}": len(gateway.received), "second": len(second.received)}
    assert min(carried.values()) > 0


async def test_certainly_not_sent_it_goes_to_the_other_at_once(story: Any, gateway: Any, second: Any) -> None:
    await gateway.stop()
    await sign_ups(story, 12)
    await story.work()  # the clock stands still: nothing that waits is due
    rows = await sms(story)
    assert {(row.status, row.provider) for row in rows} == {("accepted", "second")}
    assert max(row.tries for row in rows) == 2
    assert len(second.received) == len({one["id"] for one in second.received}) == 12


async def test_a_doubt_stays_with_its_provider_which_alone_is_asked(story: Any, gateway: Any, second: Any) -> None:
    gateway.mood = second.mood = "accept_then_cut"
    await sign_ups(story, 6)
    await story.work()
    assert {row.status for row in await sms(story)} == {"unknown"}
    before = {row.id: row.provider for row in await sms(story)}
    story.later(seconds=31)
    await story.work()
    rows = await sms(story)
    assert {row.id: row.provider for row in rows} == before
    assert {row.status for row in rows} == {"accepted"}
    assert set(second.asked) == {str(row.id) for row in rows if row.provider == "second"}
    assert len(gateway.received) + len(second.received) == 6


async def test_a_doubt_with_a_provider_that_is_gone_from_the_settings_is_nobodys_to_settle(
    story: Any, gateway: Any, second: Any
) -> None:
    gateway.mood = second.mood = "accept_then_cut"
    await sign_ups(story, 1)
    await story.work()
    async with story.database.transaction() as session:
        (row,) = (await session.scalars(select(Delivery).where(Delivery.channel == "sms"))).all()
        row.provider = "gone"
    story.later(seconds=31)
    await story.work()
    assert ([row.status for row in await sms(story)], gateway.asked, second.asked) == (["unknown"], [], [])


async def test_while_one_says_nothing_the_other_carries_all_the_rest(
    story: Any, gateway: Any, second: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything has timed out: the silent one gets what it has room for, and no message waits behind that."""
    monkeypatch.setattr(generic_http, "STEP_SECONDS", 600)
    few = {"sms_gateway_url": f"{gateway.url}?connections={CONNECTIONS}", "claim_lease_seconds": 1200}
    story.settings = story.settings.model_copy(update=few)
    monkeypatch.setattr(carriers, "STALLED_AFTER", 0)  # what it had room for has not come back: that is seen at once
    over = gateway.silent = asyncio.Event()
    await sign_ups(story, 30)
    running = asyncio.create_task(story.run(send_messages))
    await second.has_taken(30 - ROOM)
    assert gateway.received == []
    for _ in range(3):  # what comes now finds its way while those are still waited for
        before = len(second.received)
        await sign_ups(story, 5)
        await second.has_taken(before + 5)
    assert len(gateway.waiting) <= CONNECTIONS
    over.set()
    await running
    assert {row.status for row in await sms(story)} == {"accepted"}
    received = [one["id"] for one in (*gateway.received, *second.received)]
    assert Counter(received) == Counter(str(row.id) for row in await sms(story))


async def test_a_run_ends_though_a_message_is_stuck_and_the_next_one_takes_what_is_due(
    story: Any, gateway: Any, second: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "RUN_SECONDS", 0.05)
    over = gateway.silent = second.silent = asyncio.Event()
    await sign_ups(story, 1)
    assert await story.run(send_messages)
    while not gateway.waiting and not second.waiting:
        assert await story.run(send_messages)
    gateway.silent = second.silent = None
    await sign_ups(story, 5)
    while len(gateway.received) + len(second.received) < 5:
        assert await story.run(send_messages)  # there is something under way: it is not over
    over.set()
    while await story.run(send_messages):
        pass
    assert {row.status for row in await sms(story)} == {"accepted"}


async def test_a_process_that_ends_waits_for_what_is_under_way_and_leaves_nothing_in_doubt(
    story: Any, gateway: Any, second: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "RUN_SECONDS", 0.05)
    over = gateway.silent = second.silent = asyncio.Event()
    await sign_ups(story, 1)
    while not gateway.waiting and not second.waiting:
        await story.run(send_messages)
    ending = asyncio.create_task(story.kept.__aexit__())
    over.set()
    await ending
    assert [row.status for row in await sms(story)] == ["accepted"]


@pytest.mark.parametrize("dying", ["refuses connections", "cuts after it accepted"])
async def test_one_dies_in_the_middle_of_a_run_and_comes_back(
    story: Any, gateway: Any, second: Any, dying: str
) -> None:
    first = f"127.0.0.1:{gateway.port}"
    await sign_ups(story, 20)
    held = gateway.held = asyncio.Event()
    running = asyncio.create_task(story.run(send_messages))
    await gateway.arrived.wait()
    if dying == "refuses connections":
        await gateway.stop()
    else:
        gateway.mood = "accept_then_cut"
    held.set()
    await running
    weights = story.kept.one(Providers, lambda: None).sms.weights
    for _ in range(10):  # a few errors teach it, and whom a message goes to is drawn
        if weights.resting(first):
            break
        await sign_ups(story, 20)
        await story.work()
    assert weights.resting(first)
    learnt_by = len(await sms(story))
    await sign_ups(story, 20)
    await story.work()
    late = [row for row in (await sms(story))[learnt_by:] if row.provider == first]
    assert len(late) <= 3, "more than a few trials went to the one that was down"
    # It comes back: doubts are settled with it, and a trial brings it its share again.
    if dying == "refuses connections":
        await gateway.start()
    gateway.mood = "accept"
    story.later(seconds=31)
    await story.work()
    for _ in range(10):
        weights.went_well(first, 0.1)
    before = len(gateway.received)
    await sign_ups(story, 20)
    await story.work()
    assert len(gateway.received) > before
    rows = await sms(story)
    assert {row.status for row in rows} == {"accepted"}
    received = [one["id"] for one in (*gateway.received, *second.received)]
    assert Counter(received) == Counter(str(row.id) for row in rows)


async def test_who_says_too_early_that_it_never_received_it_gets_it_again(
    story: Any, gateway: Any, second: Any
) -> None:
    """With the same id, which it carries out once; another would send a second one. (If it rests, another does.)"""
    gateway.mood = second.mood = "cut"
    await sign_ups(story, 1)
    await story.work()
    before = {row.id: row.provider for row in await sms(story)}
    gateway.mood = second.mood = "accept"
    story.later(seconds=31)
    await story.work()
    rows = await sms(story)
    assert {row.id: (row.status, row.provider) for row in rows} == {id_: ("accepted", of) for id_, of in before.items()}
