"""Telling somebody that they have an appointment, and reminding them."""

from itertools import permutations
from typing import Any

import pytest
from icalendar import Calendar
from liaison_kit.database import new_id
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.jobs.thank_participants import thank_participants

from services.notifications.tests import appointing


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_they_are_told_once_when_and_where_whatever_arrives_first(
    story: Any, gateway: Any, mailbox: Any, order: tuple[int, ...]
) -> None:
    of = new_id()
    facts = [appointing.booked(of), appointing.contact(story, of)]
    await story.tell(*(facts[place] for place in order), *facts)
    await story.work()
    (sms,) = gateway.received
    assert sms["text"].startswith(
        "Ви записані на прийом: неділя, 17.05, 12:00. Офіс у Вінницьких Хуторах, вул. Незалежності, 1. Змінити: http"
    )
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Ви записані на прийом: 17 травня 2026 р., 12:00"
    assert "Де: Офіс у Вінницьких Хуторах\n" in mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    (file,) = mail.iter_attachments()
    (entry,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert (entry["summary"], entry["location"]) == ("Консультація", "Офіс у Вінницьких Хуторах, вул. Незалежності, 1")


async def test_they_are_reminded_a_day_before_in_their_language_and_never_thanked(
    story: Any, gateway: Any, mailbox: Any
) -> None:
    await appointing.somebody_books(story, language="en")
    story.later(days=1)
    await story.run(remind_participants)
    await story.work()
    assert gateway.received[-1]["text"].startswith("Reminder of your appointment: Sunday, 17.05, 12:00.")
    assert mailbox.mails[-1]["Subject"].startswith("Your appointment is near: ")
    story.later(days=1, hours=3)
    assert not await story.run(thank_participants)
