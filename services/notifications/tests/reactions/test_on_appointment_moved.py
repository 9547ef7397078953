"""Telling somebody that their appointment is at another time."""

from datetime import timedelta
from typing import Any

from services.notifications.tests import appointing


async def test_they_are_told_once_and_an_older_fact_changes_nothing(story: Any, gateway: Any, mailbox: Any) -> None:
    of = await appointing.somebody_books(story)
    fact = appointing.moved(of, timedelta(days=5))
    await story.tell(fact, fact, appointing.booked(of))
    await story.work()
    assert [sms["text"][:51] for sms in gateway.received[1:]] == ["Ваш прийом перенесено. Тепер: середа, 20.05, 12:00."]
    assert mailbox.mails[-1]["Subject"] == "Ваш прийом перенесено: 20 травня 2026 р., 12:00"


async def test_moved_back_before_they_were_told_nothing_is_sent(story: Any, gateway: Any) -> None:
    of = await appointing.somebody_books(story)
    await story.tell(appointing.moved(of, timedelta(days=5)), appointing.moved(of, timedelta(days=2), version=3))
    await story.work()
    assert len(gateway.received) == 1
