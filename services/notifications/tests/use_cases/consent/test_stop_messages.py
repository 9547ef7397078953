"""Stopping every message to one's address."""

from typing import Any

import httpx
from liaison_kit.database import new_id
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
    await story.somebody_signs_up()
    await story.work()
    assert len(mailbox.received) == before


async def test_whoever_asks_for_news_again_is_asked_once_a_day_and_takes_it_back_by_confirming(
    story: Any, reader: Reader, mailbox: Any
) -> None:
    own = await reader.subscribes(EMAIL)
    await reader.post(f"{API}{own}/silence")
    await reader.post(f"{API}{own}/erasure")
    story.later(hours=25)
    before = len(mailbox.received)
    for _ in range(2):
        await reader.asks(EMAIL)
    assert len(mailbox.received) == before + 1
    await story.somebody_signs_up()
    await story.work()
    assert len(mailbox.received) == before + 1
    await reader.post(f"{API}{reader.link}")
    sign_up_id = new_id()
    await story.tell(story.sign_up(sign_up_id), story.contact(sign_up_id))
    await story.work()
    assert mailbox.recipients[-1] == EMAIL
    assert len(mailbox.received) == before + 2


async def test_an_address_that_others_stopped_too_is_not_asked(
    story: Any, reader: Reader, staff: httpx.AsyncClient, mailbox: Any
) -> None:
    own = await reader.subscribes(EMAIL)
    await reader.post(f"{API}{own}/silence")
    await staff.post(f"{API}/messages/suppressions", json={"contact": EMAIL, "note": "x"})
    story.later(hours=25)
    before = len(mailbox.received)
    await reader.asks(EMAIL)
    assert len(mailbox.received) == before
