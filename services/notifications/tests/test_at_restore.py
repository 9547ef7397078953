"""After a restore: what the lost system may have sent is in doubt, and nobody gets it twice."""

from datetime import timedelta
from typing import Any

import pytest
from liaison_kit import clock
from liaison_notifications.at_restore import settle_doubts
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.model import Delivery
from liaison_notifications.settings import NotificationsSettings
from sqlalchemy import text, update


async def restored(story: Any) -> None:
    began = clock.real_now() + timedelta(seconds=1)
    with clock.set_to(story.now):
        await settle_doubts(story.database, story.settings, began)


async def forgotten(story: Any) -> None:
    """The database of the backup: what was sent since is not known there."""
    planned = {"status": "planned", "attempt": 0, "accepted_at": None, "finished_at": None, "provider": None}
    async with story.database.transaction() as session:
        await session.execute(text("alter table delivery disable trigger user"))
        await session.execute(update(Delivery).values(**planned, next_try_at=story.now))
        await session.execute(text("alter table delivery enable trigger user"))


async def test_what_was_sent_after_the_backup_is_not_sent_again(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    await forgotten(story)
    story.later(hours=6)
    await restored(story)
    assert await story.statuses() == {"sms": "unknown", "email": "unknown"}
    await story.work()
    # The gateway knows the message by our own id; of a mail nobody can be asked.
    assert await story.statuses() == {"sms": "accepted", "email": "unknown"}
    assert (await story.deliveries())["email"].reason == "restored"
    assert (len(gateway.received), len(mailbox.received)) == (1, 1)


async def test_an_sms_that_the_gateway_denies_goes_out(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    story.later(hours=6)
    await restored(story)
    await story.work()
    assert await story.statuses() == {"sms": "accepted", "email": "unknown"}
    assert (len(gateway.received), len(mailbox.received)) == (1, 0)


async def test_what_is_due_only_later_is_sent_then(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    async with story.database.transaction() as session:
        await session.execute(update(Delivery).values(next_try_at=story.now + timedelta(hours=1)))
    await restored(story)
    story.later(hours=2)
    await story.run(send_messages)
    assert (len(gateway.received), len(mailbox.received)) == (1, 1)


async def test_a_message_that_is_planned_only_now_has_an_id_that_no_gateway_knows(story: Any, gateway: Any) -> None:
    began = clock.real_now() - timedelta(seconds=1)
    await story.somebody_signs_up()
    with clock.set_to(story.now):
        await settle_doubts(story.database, story.settings, began)
    await story.work()
    assert await story.statuses() == {"sms": "unknown", "email": "unknown"}
    assert (gateway.asked, gateway.received) == ([], [])


async def test_of_several_gateways_nobody_knows_which_one_it_was(
    story: Any, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.somebody_signs_up()
    both = [*story.settings.sms_addresses] * 2
    monkeypatch.setattr(NotificationsSettings, "sms_addresses", property(lambda _: both))
    await restored(story)
    monkeypatch.undo()
    await story.work()
    assert await story.statuses() == {"sms": "unknown", "email": "unknown"}
    assert gateway.asked == []
