"""Telling participants that an event takes place at another time or elsewhere."""

import asyncio
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from icalendar import Calendar
from liaison_contracts.events import EventMoved, EventRescheduled, SignUpWaitlisted
from liaison_kit.database import new_id
from liaison_kit.testing import eventually
from liaison_notifications.model import Delivery
from sqlalchemy import select, text, update

from services.notifications.tests.conftest import START

LATER = timedelta(days=5)


def rescheduled(story: Any, version: int = 2, starts_in: timedelta = LATER, **changes: Any) -> EventRescheduled:
    return EventRescheduled(occurred_on=START.date(), state=story.event(version, starts_in, **changes))


def moved(story: Any, version: int, starts_in: timedelta = LATER) -> EventMoved:
    state = story.event(version, starts_in, room_name="Кабінет", address="вул. Соборна, 2")
    return EventMoved(occurred_on=START.date(), state=state)


async def somebody_waits(story: Any) -> bool:
    """For a lock."""
    waits = text(
        "select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    async with story.database.reading() as session:
        return bool(await session.scalar(waits))


async def changes_of(story: Any) -> list[tuple[str, str, int]]:
    """Channel, status and version of each message about a change."""
    async with story.database.reading() as session:
        found = select(Delivery).where(Delivery.purpose == "change").order_by(Delivery.id)
        rows = (await session.scalars(found)).all()
    return [(row.channel, row.status, row.event_version) for row in rows]


async def test_participants_are_told_the_new_time_once_with_the_file_that_corrects_their_calendar(
    story: Any, gateway: Any, mailbox: Any
) -> None:
    await story.somebody_signs_up()
    await story.work()
    fact = rescheduled(story)
    await story.tell(fact, fact.state, fact)
    await story.work()
    _, change = gateway.received
    assert "Змінилися час або місце" in change["text"]
    assert "Тепер: середа, 20.05, 12:00" in change["text"]
    first, second = mailbox.mails
    assert second["Subject"].startswith("Змінилися час або місце")
    entries = []
    for mail in (first, second):
        (attachment,) = mail.iter_attachments()
        entries += Calendar.from_ical(attachment.get_content()).walk("VEVENT")
    assert entries[0]["uid"] == entries[1]["uid"] == f"{story.event_id}@liaison"
    assert (entries[0]["sequence"], entries[1]["sequence"]) == (0, 1)
    assert entries[1].decoded("dtstart") == START + LATER


async def test_who_chose_english_is_written_to_in_english(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up(language="en")
    await story.work()
    await story.tell(rescheduled(story))
    await story.work()
    assert "Now: Wednesday, 20.05, 12:00" in gateway.received[1]["text"]
    assert mailbox.mails[1]["Content-Language"] == "en"
    assert "Your sign-up stays." in mailbox.mails[1].get_body(("plain",)).get_content()


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_of_two_changes_before_a_message_was_sent_one_message_tells_both_whatever_arrives_first(
    story: Any, gateway: Any, order: tuple[int, ...]
) -> None:
    await story.somebody_signs_up()
    await story.work()
    facts = [rescheduled(story, 2), moved(story, 3), moved(story, 3).state]
    await story.tell(*(facts[place] for place in order))
    await story.work()
    sent = [sms["text"] for sms in gateway.received[1:]]
    assert len(sent) == 1
    assert "20.05" in sent[0]
    assert "вул. Соборна, 2" in sent[0]


async def test_who_is_still_to_get_a_confirmation_reads_the_new_time_in_it(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up()
    await story.tell(rescheduled(story))
    assert await changes_of(story) == []
    await story.work()
    (sms,) = gateway.received
    assert "20.05" in sms["text"]


@pytest.mark.parametrize(("became_of_it", "told"), [("delivered", 0), ("undelivered", 1)])
async def test_moved_back_only_those_are_told_whom_the_first_message_may_not_have_reached(
    story: Any, gateway: Any, became_of_it: str, told: int
) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    async with story.database.transaction() as session:
        receipt = update(Delivery).where(Delivery.status == "accepted").values(status=became_of_it)
        await session.execute(receipt)
    await story.tell(rescheduled(story, 2), rescheduled(story, 3, timedelta(days=2)))
    await story.work()
    assert len(gateway.received) == 1 + told


async def test_who_waits_for_a_place_is_told_and_who_gave_theirs_back_is_not(story: Any) -> None:
    waits, gone = new_id(), await story.somebody_signs_up()
    ids = {"sign_up_id": waits, "event_id": story.event_id, "occurred_on": START.date(), "party_size": 1}
    await story.tell(SignUpWaitlisted(**ids, version=1), story.contact(waits), story.cancelled_sign_up(gone))
    await story.tell(rescheduled(story))
    assert sorted(await changes_of(story)) == [("email", "planned", 2), ("sms", "planned", 2)]


async def test_a_change_of_an_event_that_is_cancelled_meanwhile_is_not_told(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    await story.tell(rescheduled(story), story.event(version=3, status="cancelled"))
    await story.work()
    assert {status for _, status, _ in await changes_of(story)} == {"cancelled"}
    assert len(gateway.received) == 1


async def test_whoever_is_just_being_told_the_old_time_is_told_the_new_one(story: Any) -> None:
    """A claim that is not committed yet has read the event as it was."""
    await story.somebody_signs_up(email=None)
    async with story.database.transaction() as session:
        confirmation = select(Delivery).where(Delivery.channel == "sms").with_for_update()
        (await session.scalars(confirmation)).one().claim(story.now, timedelta(minutes=1))
        await session.flush()
        fact = rescheduled(story)
        telling = asyncio.create_task(story.tell(fact.state, fact))
        await eventually(lambda: somebody_waits(story))
    await telling
    assert [channel for channel, *_ in await changes_of(story)] == ["sms"]
