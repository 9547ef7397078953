"""Somebody answers over an SMSC's session: STOP and START are heeded as they are when a gateway posts them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from liaison_kit.jobs import JobContext
from liaison_local.gateways.smpp import Smsc
from liaison_local.ports import free_port
from liaison_notifications.jobs.consent.heed_answers import heed_answers
from liaison_notifications.sending import providers
from sqlalchemy import text

from services.notifications.tests.conftest import PHONE

NUMBER = "4567"


@pytest_asyncio.fixture
async def smsc() -> AsyncIterator[Smsc]:
    made = Smsc(free_port(set()))
    await made.up()
    yield made
    await made.close()


@pytest.fixture
def more_settings(more_settings: dict[str, Any], smsc: Smsc) -> dict[str, Any]:
    return more_settings | {"sms_gateway_token": "", "sms_providers": f"smpp://e:p@127.0.0.1:{smsc.listener.port}"}


async def heed(story: Any, smsc: Smsc, *words: str) -> None:
    context = JobContext(story.database, story.settings, story.kept)
    (heard,) = [each.answers for each in providers(context).sms.heard().values()]
    for word in words:
        await smsc.answers(PHONE.removeprefix("+"), NUMBER, word)
    async with asyncio.timeout(30):
        while len(heard) < len(words):  # noqa: ASYNC110 - the library does not tell
            await asyncio.sleep(0.01)
    await story.run(heed_answers)
    assert heard == []


async def stopped(story: Any) -> list[bool]:
    async with story.database.reading() as session:
        rows = await session.execute(text("select lifted_at is null from suppression order by id"))
        return [row[0] for row in rows]


async def test_stop_and_start_over_a_session_are_heeded_in_the_order_in_which_they_came(story: Any, smsc: Smsc) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    before = len(smsc.received.messages)
    assert before > 0
    await heed(story, smsc, "дякую", "СТОП")
    assert await stopped(story) == [True]
    await story.somebody_signs_up(email=None)
    await story.work()
    assert len(smsc.received.messages) == before
    await heed(story, smsc, "start", "stop", "Start")
    assert await stopped(story) == [False, False]
