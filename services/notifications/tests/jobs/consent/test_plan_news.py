"""News of events: to whoever follows them, once for each event and person."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from liaison_contracts.events import EventRescheduled, EventStatus
from liaison_kit.database import new_id
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.model import Delivery
from sqlalchemy import select

from services.notifications.tests.conftest import EMAIL, PHONE, START
from services.notifications.tests.subscribing import DISTRICT, OFFICE, OTHER, Reader, office, scheduled


async def news(story: Any) -> list[Delivery]:
    async with story.database.reading() as session:
        return list(await session.scalars(select(Delivery).where(Delivery.purpose == "news")))


async def planned(story: Any) -> None:
    while await story.run(plan_news):
        pass


async def test_a_mail_says_what_when_and_where_and_how_to_end_it(story: Any, reader: Reader, mailbox: Any) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, language="en")
    fact = scheduled(story)
    await story.tell(fact)
    await planned(story)
    await story.work()
    mail = mailbox.mails[-1]
    assert mail["Subject"] == f"New event: {fact.state.title}"
    text = mail.get_body(("plain",)).get_content()
    for said in (
        "When: Sunday, 17 May 2026, 12:00–14:00",
        "Where: Офіс у Вінницьких Хуторах, Велика зала",
        f"/events/{fact.state.id}",
        f"http://localhost:8080{own}\r\n",
    ):
        assert said in text
    assert mail.get_content_type() == "multipart/alternative"
    header = str(mail["List-Unsubscribe"])
    assert header.startswith("<http://localhost:8080/n/U")
    assert header.endswith("/unsubscribe>")
    assert own not in header
    # Over HTTP no mail program clicks by itself.
    assert mail["List-Unsubscribe-Post"] is None


async def test_an_sms_has_a_short_link(story: Any, reader: Reader, gateway: Any) -> None:
    await story.tell(office())
    own = await reader.subscribes(PHONE)
    await story.tell(scheduled(story))
    await planned(story)
    await story.work()
    text = gateway.received[-1]["text"]
    assert text.startswith("Нова подія: Бюджет громадських ініціатив: як подати проєкт. Неділя, 17.05, 12:00. Офіс")
    assert text.endswith(f"Змінити чи відписатися: http://localhost:8080{own}")
    assert len(own) == 25


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({}, True),
        ({"districts": [str(DISTRICT)]}, True),
        ({"districts": [str(OTHER)]}, False),
        ({"kinds": ["training", "forum"]}, True),
        ({"kinds": ["forum"]}, False),
        ({"districts": [str(DISTRICT)], "kinds": ["forum"]}, False),
    ],
)
async def test_only_what_is_followed_is_told(story: Any, reader: Reader, wish: Any, told: bool) -> None:
    await story.tell(office(), office(id=new_id(), district_id=OTHER))
    await reader.subscribes(EMAIL, **wish)
    await story.tell(scheduled(story))
    await planned(story)
    assert len(await news(story)) == told


async def test_told_twice_or_changed_it_is_told_once_and_a_series_once(story: Any, reader: Reader) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL)
    one, series = scheduled(story), new_id()
    moved = EventRescheduled(state=one.state.model_copy(update={"version": 2}), occurred_on=START.date())
    await story.tell(one, moved, one)
    await planned(story)
    await story.tell(one, *(scheduled(story, series_id=series) for _ in range(3)))
    await planned(story)
    assert len(await news(story)) == 2


async def test_however_many_follow_each_is_told_once(
    story: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_notifications.model.consent.news.AT_ONCE", 2)
    await story.tell(office())
    for number in range(4):
        await reader.subscribes(f"reader{number}@example.org")
    await story.tell(scheduled(story))
    await planned(story)
    found = await news(story)
    assert Counter(row.subscriber_id for row in found).most_common(1)[0][1] == 1
    assert len(found) == 4
    assert {row.lane for row in found} == {2}


async def test_an_event_waits_until_its_office_is_known(story: Any, reader: Reader) -> None:
    await reader.subscribes(EMAIL)
    await story.tell(scheduled(story))
    await planned(story)
    assert await news(story) == []
    await story.tell(office())
    await planned(story)
    assert len(await news(story)) == 1


async def test_what_is_cancelled_before_it_was_sent_is_not_told(story: Any, reader: Reader, mailbox: Any) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL)
    fact = scheduled(story)
    await story.tell(fact)
    await planned(story)
    await story.tell(fact.state.model_copy(update={"version": 2, "status": EventStatus.CANCELLED}))
    before = len(mailbox.received)
    await story.work()
    (row,) = await news(story)
    assert (row.status, row.reason, len(mailbox.received)) == ("cancelled", "event_cancelled", before)


async def test_news_of_what_has_begun_expire(story: Any, reader: Reader) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL)
    await story.tell(scheduled(story, starts_in=timedelta(hours=1)))
    await planned(story)
    story.later(hours=1)
    await story.work()
    assert [(row.status, row.reason) for row in await news(story)] == [("expired", "event_started")]


async def test_who_must_not_be_written_to_gets_no_news(story: Any, reader: Reader, staff: Any) -> None:
    await story.tell(office(id=OFFICE))
    await reader.subscribes(EMAIL)
    await staff.post("/api/notifications/v1/messages/suppressions", json={"contact": EMAIL, "note": "x"})
    await story.tell(scheduled(story))
    await planned(story)
    await story.work()
    assert [(row.status, row.reason) for row in await news(story)] == [("suppressed", "by_hand")]
