"""Between due and claimed: ready, and nobody can have got it yet."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from liaison_contracts.events import EventRescheduled
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.model import Delivery
from liaison_notifications.model.sending.claims import Outgoing, prepare
from liaison_notifications.model.sending.leases import claim
from liaison_notifications.providers.carriers import AHEAD, FOR_URGENT
from sqlalchemy import select, text

from services.notifications.tests.conftest import START

CONNECTIONS = 10
"""To a mail relay, where its address says nothing else."""


async def made_ready(story: Any) -> list[Outgoing]:
    async with story.database.transaction() as session:
        _, ready = await prepare(session, story.settings.sealing_key_file, story.now, manners=story.settings.manners)
    return list(ready)


async def claimed(story: Any, ready: list[Outgoing]) -> list[Outgoing]:
    return await claim(story.database, [(one, None) for one in ready], story.now, story.settings.lease)


async def test_what_a_process_made_ready_that_died_is_due_again_and_in_no_doubt(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up(email=None)
    assert len(await made_ready(story)) == 1
    await story.work()
    assert gateway.received == []
    story.later(seconds=5)
    await story.work()
    sms = (await story.deliveries())["sms"]
    assert (sms.status, sms.attempt, sms.due_at, len(gateway.received)) == ("accepted", 1, START, 1)


async def test_what_is_called_off_meanwhile_is_not_claimed(story: Any) -> None:
    sign_up = await story.somebody_signs_up(email=None)
    ready = await made_ready(story)
    await story.tell(story.cancelled_sign_up(sign_up))
    assert await claimed(story, ready) == []
    assert (await story.deliveries())["sms"].status == "cancelled"


async def test_what_another_process_made_ready_since_is_that_ones_to_claim(story: Any) -> None:
    await story.somebody_signs_up(email=None)
    first = await made_ready(story)
    assert await made_ready(story) == []
    story.later(seconds=5)
    second = await made_ready(story)
    assert await claimed(story, first) == []
    assert [one.delivery.id for one in await claimed(story, second)] == [first[0].delivery.id]
    assert await claimed(story, second) == []


async def test_whoever_is_about_to_be_told_the_old_time_is_told_the_new_one_as_well(story: Any) -> None:
    await story.somebody_signs_up(email=None)
    ready = await made_ready(story)
    moved = story.event(2, starts_in=timedelta(days=3))
    await story.tell(moved, EventRescheduled(occurred_on=START.date(), state=moved))
    assert len(await claimed(story, ready)) == 1
    async with story.database.reading() as session:
        rows = list(await session.scalars(select(Delivery).where(Delivery.channel == "sms")))
    assert Counter((row.purpose, row.status) for row in rows) == {
        ("confirmation", "claimed"): 1,
        ("change", "planned"): 1,
    }


async def test_made_ready_twice_it_counts_once_for_whoever_gets_it(story: Any) -> None:
    await story.somebody_signs_up(email=None)
    for _ in range(3):
        assert len(await made_ready(story)) == 1
        story.later(seconds=5)
    async with story.database.reading() as session:
        assert set(await session.scalars(text("select count from recipient_count"))) == {1}


async def test_no_more_mails_are_claimed_than_the_relay_has_room_for(
    story: Any, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in doubt if the process dies now: no others."""
    over = mailbox.silent = asyncio.Event()
    for _ in range(30):
        await story.somebody_signs_up(phone=None)
    running = asyncio.create_task(story.run(send_messages))
    for _ in range(CONNECTIONS - FOR_URGENT):
        await mailbox.waiting.acquire()
    async with story.database.reading() as session:
        rows = list(await session.scalars(select(Delivery.status).where(Delivery.channel == "email")))
    assert Counter(rows) == {"claimed": CONNECTIONS * AHEAD, "planned": 30 - CONNECTIONS * AHEAD}
    over.set()
    await running
    assert len(mailbox.received) == 30


async def test_what_was_ready_for_too_long_is_read_anew_and_tells_the_new_time(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up(email=None)
    ready = await made_ready(story)
    story.later(seconds=5)
    moved = story.event(2, starts_in=timedelta(days=3))
    await story.tell(moved, EventRescheduled(occurred_on=START.date(), state=moved))
    assert await claimed(story, ready) == []
    await story.work()
    (told,) = gateway.received
    assert "18.05" in told["text"]
