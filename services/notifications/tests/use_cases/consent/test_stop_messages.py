"""Stopping every message to one's address."""

from typing import Any

from liaison_notifications.model import Delivery
from sqlalchemy import select

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import API, Reader


async def test_nothing_comes_any_more_not_even_about_ones_own_sign_up(
    story: Any, reader: Reader, mailbox: Any, gateway: Any
) -> None:
    own = await reader.subscribes(EMAIL)
    answers = [await reader.post(f"{API}{own}/silence") for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"stopped": True})] * 2
    before = len(mailbox.received)
    await story.somebody_signs_up(phone=PHONE)
    await story.work()
    async with story.database.reading() as session:
        of_sign_ups = select(Delivery).where(Delivery.channel == "email", Delivery.sign_up_id.is_not(None))
        mail = (await session.scalars(of_sign_ups)).one()
    assert (mail.status, mail.reason, len(mailbox.received)) == ("suppressed", "unsubscribed", before)
    assert len(gateway.received) == 1
    page = await reader.get(own)
    assert "Вам нічого не надсилають" in page.text
    told = (await reader.get(f"{API}{own}")).json()
    assert (told["choices"], [one["act"] for one in told["ledger"]]) == (None, ["withdrawn", "given"])


async def test_being_erased_does_not_bring_messages_back(story: Any, reader: Reader, mailbox: Any) -> None:
    own = await reader.subscribes(EMAIL)
    await reader.post(f"{API}{own}/silence")
    await reader.post(f"{API}{own}/erasure")
    before = len(mailbox.received)
    await reader.asks(EMAIL)
    assert len(mailbox.received) == before
