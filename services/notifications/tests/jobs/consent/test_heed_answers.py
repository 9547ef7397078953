"""Somebody answers over an SMSC's session: STOP and START are heeded as they are when a gateway posts them."""

import asyncio
from typing import Any

import pytest
import structlog
from liaison_kit.jobs import JobContext
from liaison_local.gateways.smpp import Smsc
from liaison_notifications.jobs.consent.heed_answers import heed_answers
from liaison_notifications.model.consent import answers
from liaison_notifications.model.consent.answers import Answer
from liaison_notifications.sending import providers
from sqlalchemy import text

from services.notifications.tests.conftest import PHONE

NUMBER = "4567"


@pytest.fixture
def more_settings(more_settings: dict[str, Any], smsc: Smsc) -> dict[str, Any]:
    return more_settings | {"sms_gateway_token": "", "sms_providers": f"smpp://e:p@127.0.0.1:{smsc.listener.port}"}


async def _away(*_: Any) -> None:
    raise ConnectionError


async def _unreadable(*_: Any) -> None:
    raise ValueError


async def said(story: Any, smsc: Smsc, *words: str) -> list[Answer]:
    """What is heard of these words; the session is opened by whoever listens."""
    context = JobContext(story.database, story.settings, story.kept)
    (heard,) = [each.answers for each in providers(context).sms.heard().values()]
    async with asyncio.timeout(30):
        while not smsc.listened_to:  # noqa: ASYNC110 - the library does not tell
            await asyncio.sleep(0.01)
        for word in words:
            await smsc.answers(PHONE.removeprefix("+"), NUMBER, word)
        while len(heard) < len(words):  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)
    return heard


async def heed(story: Any, smsc: Smsc, *words: str) -> None:
    heard = await said(story, smsc, *words)
    await story.run(heed_answers)
    assert heard == []


async def stopped(story: Any) -> list[bool]:
    async with story.database.reading() as session:
        rows = await session.execute(text("select lifted_at is null from suppression order by id"))
        return [row[0] for row in rows]


async def test_stop_and_start_over_a_session_are_heeded_in_the_order_in_which_they_came(story: Any, smsc: Smsc) -> None:
    await heed(story, smsc, "дякую", "СТОП")
    assert await stopped(story) == [True]
    await story.somebody_signs_up(email=None)
    await story.work()
    assert smsc.received.messages == []
    await heed(story, smsc, "start", "stop")
    assert await stopped(story) == [False, True]
    await heed(story, smsc, "Start")
    assert await stopped(story) == [False, False]


async def test_one_that_cannot_be_heeded_keeps_nobody_elses_from_it(
    story: Any, smsc: Smsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "start_by_sms", _unreadable)
    with structlog.testing.capture_logs() as lines:
        await heed(story, smsc, "START", "STOP")
    assert await stopped(story) == [True]
    assert [(line["event"], line.get("word")) for line in lines if "unheeded" in line["event"]] == [
        ("answer.unheeded", "start")
    ]


async def test_what_a_database_keeps_it_from_stays_until_it_is_back(
    story: Any, smsc: Smsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = await said(story, smsc, "STOP")
    with monkeypatch.context() as patch:
        patch.setattr(answers, "stop_by_sms", _away)
        with pytest.raises(ConnectionError):
            await story.run(heed_answers)
    assert len(heard) == 1
    await story.run(heed_answers)
    assert await stopped(story) == [True]
