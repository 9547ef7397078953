"""Messages in doubt."""

import itertools
import sys
from typing import Any

import pytest
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.jobs.sending.settle_unknown import settle_unknown
from liaison_notifications.model import Delivery


async def dies_before_sending(story: Any) -> None:
    """A process claims what is due, and is gone."""
    assert len(await story.claims()) == 2


async def dies_before_recording(story: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process sends what it claimed, and is gone before it can say so."""

    def dies(*_: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Delivery, "settle", dies)
        with pytest.raises(RuntimeError, match="killed"):
            await story.run(send_messages)
    assert await story.statuses() == {"sms": "claimed", "email": "claimed"}


async def test_killed_between_claim_and_sending_an_sms_still_goes_out_once(
    story: Any, gateway: Any, mailbox: Any
) -> None:
    await story.somebody_signs_up()
    await dies_before_sending(story)
    story.later(seconds=29)
    await story.work()
    assert await story.statuses() == {"sms": "claimed", "email": "claimed"}
    assert gateway.asked == []
    story.later(seconds=2)
    await story.work()
    assert await story.statuses() == {"sms": "accepted", "email": "unknown"}
    assert (len(gateway.received), len(mailbox.received)) == (1, 0)


async def test_killed_between_sending_and_recording_an_sms_goes_out_once(
    story: Any, gateway: Any, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.somebody_signs_up()
    await dies_before_recording(story, monkeypatch)
    for _ in range(3):
        story.later(seconds=31)
        await story.work()
    assert await story.statuses() == {"sms": "accepted", "email": "unknown"}
    assert (len(gateway.received), len(mailbox.received)) == (1, 1)
    assert (await story.deliveries())["email"].reason == "lease_expired"


async def test_an_sms_taken_without_an_answer_is_found_at_the_gateway(story: Any, gateway: Any) -> None:
    gateway.mood = "accept_then_cut"
    await story.somebody_signs_up(email=None)
    await story.work()
    assert ((await story.statuses())["sms"], gateway.asked) == ("unknown", [])
    gateway.mood = "accept"
    story.later(seconds=31)
    await story.work()
    assert (await story.statuses())["sms"] == "accepted"
    assert len(gateway.received) == 1


async def test_an_sms_the_gateway_denies_having_is_sent_again(story: Any, gateway: Any) -> None:
    gateway.mood = 503
    await story.somebody_signs_up(email=None)
    await story.work()
    gateway.mood = "accept"
    story.later(seconds=31)
    await story.work()
    sms = (await story.deliveries())["sms"]
    assert (sms.status, sms.attempt) == ("accepted", 2)
    assert [received["id"] for received in gateway.received] == [str(sms.id)]


@pytest.mark.parametrize("down", [True, False])
async def test_while_the_gateway_does_not_say_an_sms_stays_in_doubt_and_is_asked_about_again(
    story: Any, gateway: Any, down: bool
) -> None:
    gateway.mood = "accept_then_cut"
    await story.somebody_signs_up(email=None)
    await story.work()
    gateway.deaf = not down
    if down:
        await gateway.stop()
    story.later(seconds=31)
    await story.work()
    assert (await story.statuses())["sms"] == "unknown"
    if down:
        await gateway.start()
    gateway.deaf = False
    story.later(seconds=29)
    assert not await story.run(settle_unknown)
    story.later(seconds=1)
    await story.work()
    assert (await story.statuses())["sms"] == "accepted"
    assert len(gateway.received) == 1


async def test_it_is_asked_the_less_often_the_longer_ago_and_after_a_day_never_again(story: Any, gateway: Any) -> None:
    """Then it stays in doubt, and shows so on /messages; a receipt may still settle it."""
    gateway.mood, gateway.deaf = "accept_then_cut", True
    await story.somebody_signs_up(email=None)
    await story.work()
    asked = []
    for minute in range(26 * 60):
        before = len(gateway.asked)
        await story.run(settle_unknown)
        if len(gateway.asked) > before:
            asked.append(minute)
        story.later(minutes=1)
    assert asked[:4] == [1, 2, 3, 4]
    assert max(later - earlier for earlier, later in itertools.pairwise(asked)) <= 11
    assert 24 * 60 <= asked[-1] <= 24 * 60 + 11
    sms = (await story.deliveries())["sms"]
    assert (sms.status, sms.reason, sms.next_try_at, sms.finished_at is None) == ("unknown", "no_answer", None, False)


async def test_who_was_not_asked_about_for_longest_is_asked_first(
    story: Any, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[settle_unknown.work.__module__], "AT_ONCE", 2)
    gateway.mood, gateway.deaf = "accept_then_cut", True
    for _ in range(6):
        await story.somebody_signs_up(email=None)
    while await story.run(send_messages):
        pass
    for _ in range(3):
        story.later(seconds=31)
        await story.run(settle_unknown)
    assert len(gateway.asked) == len(set(gateway.asked)) == 6


async def test_an_sms_denied_after_the_event_started_is_not_sent_late(story: Any, gateway: Any) -> None:
    gateway.mood = 503
    await story.somebody_signs_up(email=None)
    await story.work()
    gateway.mood = "accept"
    story.later(days=2)
    await story.work()
    assert (await story.statuses())["sms"] == "expired"
    assert gateway.received == []


async def test_a_mail_in_doubt_is_never_sent_again(story: Any, mailbox: Any) -> None:
    mailbox.mood = "accept_then_cut"
    await story.somebody_signs_up(phone=None)
    await story.work()
    mailbox.mood = "accept"
    for _ in range(3):
        story.later(hours=6)
        await story.work()
    assert (await story.statuses())["email"] == "unknown"
    assert len(mailbox.received) == 1
