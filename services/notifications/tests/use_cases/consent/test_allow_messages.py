"""Taking back that every message is stopped."""

from typing import Any

import httpx

from services.notifications.tests.conftest import EMAIL
from services.notifications.tests.subscribing import API, Reader


async def test_messages_come_again_and_news_only_if_asked_for(story: Any, reader: Reader, mailbox: Any) -> None:
    own = await reader.subscribes(EMAIL)
    await reader.post(f"{API}{own}/silence")
    answers = [await reader.post(f"{API}{own}/silence/ending") for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"stopped": False}] * 2
    assert (await reader.get(f"{API}{own}")).json()["choices"] is None
    before = len(mailbox.received)
    await story.somebody_signs_up()
    await story.work()
    assert len(mailbox.received) == before + 1


async def test_what_others_have_said_against_the_address_stays(
    story: Any, reader: Reader, staff: httpx.AsyncClient, mailbox: Any
) -> None:
    own = await reader.subscribes(EMAIL)
    await staff.post(f"{API}/messages/suppressions", json={"contact": EMAIL, "note": "x"})
    await reader.post(f"{API}{own}/silence/ending")
    before = len(mailbox.received)
    await story.somebody_signs_up()
    await story.work()
    assert len(mailbox.received) == before
