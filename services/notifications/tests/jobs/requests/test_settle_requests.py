"""Other systems hear what became of what they asked for."""

from typing import Any

from liaison_notifications.jobs.requests.settle_requests import settle_requests
from liaison_notifications.model.sending.complaints import keep_complaint
from liaison_notifications.model.sending.receipts import Said, Says, keep

from services.notifications.tests.requesting import Asking


async def say(asking: Asking, says: Says) -> None:
    """The gateway's receipt."""
    [delivery] = (await asking.story.deliveries()).values()
    async with asking.database.transaction() as session:
        await keep(session, delivery.provider, [Said(str(delivery.id), says, {})], asking.story.now)


async def test_each_outcome_is_told_once_and_what_follows_after_it(asking: Asking) -> None:
    await asking.register()
    await asking.ask(channels=["sms"])
    for _ in range(3):
        await asking.work()
    assert await asking.outcomes() == [("sms", "accepted", None)]
    for says in (Says.UNDELIVERED, Says.DELIVERED):
        asking.story.later(minutes=1)
        await say(asking, says)
        asking.story.later(seconds=30)
        await asking.story.run(settle_requests)
        await asking.story.run(settle_requests)
    assert await asking.outcomes() == [
        ("sms", "accepted", None),
        ("sms", "failed", "not_deliverable"),
        ("sms", "delivered", None),
    ]
    told = await asking.told()
    assert [one["version"] for one in told] == [1, 2, 3]
    # When it came about, not when it was told.
    assert [one["settled_at"][11:19] for one in told] == ["09:00:00", "09:01:00", "09:02:30"]


async def test_nothing_is_told_while_it_is_tried_again(asking: Asking, gateway: Any) -> None:
    await asking.register()
    gateway.mood = 503
    await asking.ask(channels=["sms"])
    await asking.work()
    assert await asking.outcomes() == []


async def test_a_mail_in_doubt_is_told_as_such(asking: Asking, mailbox: Any) -> None:
    await asking.register()
    mailbox.mood = "accept_then_cut"
    await asking.ask(channels=["email"])
    await asking.work()
    assert await asking.outcomes() == [("email", "unknown", "no_answer")]


async def test_that_a_mail_was_called_spam_says_that_it_arrived_and_once(asking: Asking) -> None:
    await asking.register()
    await asking.ask(channels=["email"])
    await asking.work()
    [delivery] = (await asking.story.deliveries()).values()
    for _ in range(2):
        async with asking.database.transaction() as session:
            await keep_complaint(session, delivery.id, asking.story.settings.sealing_key_file, asking.story.now)
        await asking.story.run(settle_requests)
    assert await asking.outcomes() == [("email", "accepted", None), ("email", "delivered", "complaint")]


async def test_what_nobody_asked_for_is_told_to_nobody(asking: Asking) -> None:
    await asking.story.somebody_signs_up()
    await asking.work()
    assert await asking.told() == []
