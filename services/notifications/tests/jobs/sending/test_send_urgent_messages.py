"""Urgent messages have a job of their own, and go first wherever they are claimed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from liaison_kit.database import new_id
from liaison_kit.testing import eventually
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.jobs.sending.send_urgent_messages import send_urgent_messages
from liaison_notifications.model.sending import claims
from liaison_notifications.model.sending.lanes import Lane

from services.notifications.tests.bulletining import Coordinators, many, planned


async def test_it_sends_what_is_urgent_and_leaves_the_rest(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    await story.tell(story.letter(new_id()))
    while await story.run(send_urgent_messages):
        pass
    assert (len(gateway.received), len(mailbox.received)) == (0, 1)


async def test_while_all_else_is_stuck_it_goes_on(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up(email=None)
    held = gateway.held = asyncio.Event()
    stuck = asyncio.create_task(story.run(send_messages))
    await gateway.arrived.wait()
    await story.tell(story.letter(new_id()))
    while not mailbox.received:
        await story.run(send_urgent_messages)
    held.set()
    await stuck


@pytest.mark.parametrize("starts_in, lane", [(timedelta(hours=3), 0), (timedelta(days=2), 1)])
async def test_a_cancellation_is_urgent_on_the_day_of_the_event(story: Any, starts_in: timedelta, lane: int) -> None:
    sign_up = new_id()
    await story.tell(
        story.event(starts_in=starts_in),
        story.sign_up(sign_up),
        story.contact(sign_up),
        story.event(version=2, starts_in=starts_in, status="cancelled"),
        story.cancelled_sign_up(sign_up, event_cancelled=True),
    )
    async with story.database.reading() as session:
        rows = (await session.scalars(claims.select(claims.Delivery))).all()
    assert {row.lane for row in rows if row.purpose == "cancellation"} == {lane}
    assert {row.lane for row in rows if row.purpose != "cancellation"} == {1}


async def test_what_is_urgent_is_claimed_first(story: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await story.somebody_signs_up(email=None)
    story.later(seconds=1)
    await story.tell(story.letter(new_id()))
    monkeypatch.setattr(claims, "AT_ONCE", dict.fromkeys(Lane, 1))
    (first,) = await story.claims()
    assert first.delivery.purpose == "reset"


async def test_claims_of_what_goes_to_thousands_are_short_and_topped_up_with_it(
    story: Any, coordinators: Coordinators, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long ones would hold up all else; and while others trickle in, what goes to thousands must not stand still."""
    monkeypatch.setattr(claims, "AT_ONCE", {Lane.URGENT: 9, Lane.NORMAL: 9, Lane.BULK: 4})
    await many(story, 6)
    await coordinators.approved(sms="")
    await planned(story)
    await story.somebody_signs_up()
    lanes = [[one.delivery.lane for one in await story.claims()] for _ in range(3)]
    assert lanes == [[1, 1, 2, 2], [2, 2, 2, 2], []]


async def test_what_comes_while_others_are_under_way_is_not_kept_waiting_for_them(
    story: Any, gateway: Any, mailbox: Any
) -> None:
    await story.somebody_signs_up(email=None)
    held = gateway.held = asyncio.Event()
    running = asyncio.create_task(story.run(send_messages))
    await gateway.arrived.wait()
    await story.somebody_signs_up(phone=None)
    await eventually(lambda: _number(mailbox))
    held.set()
    await running


async def _number(mailbox: Any) -> int:
    return len(mailbox.received)
