"""Digests: one message a week with what is new, each event once, and nothing where nothing is."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from liaison_contracts.events import EventStatus
from liaison_kit.database import new_id
from liaison_notifications.jobs.consent.plan_digests import plan_digests
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.model import Delivery
from liaison_notifications.model.consent.digest import last_due
from liaison_notifications.model.consent.subscribers import DigestEvent
from sqlalchemy import func, select, text

from services.notifications.tests.conftest import EMAIL, PHONE, START
from services.notifications.tests.subscribing import API, OTHER, Reader, office, scheduled

THURSDAY = datetime(2026, 5, 21, 7, 0, tzinfo=UTC)
"""At ten by the clock of Kyiv; the story begins on the Friday before."""
IN_TWO_WEEKS = timedelta(days=14)


async def digests(story: Any) -> list[Delivery]:
    async with story.database.reading() as session:
        query = select(Delivery).where(Delivery.purpose == "digest").order_by(Delivery.id)
        return list(await session.scalars(query))


async def planned(story: Any, at: datetime) -> None:
    story.now = at
    for job in (plan_news, plan_digests):
        while await story.run(job):
            pass


def event(story: Any, **changes: Any) -> Any:
    return scheduled(story, **{"starts_in": IN_TWO_WEEKS, **changes})


async def test_on_thursday_one_mail_has_all_new_events_and_none_comes_before(
    story: Any, reader: Reader, mailbox: Any
) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, weekly=True)
    await story.tell(event(story, title="Друга", starts_in=timedelta(days=20)), event(story, title="Перша"))
    await planned(story, THURSDAY - timedelta(seconds=1))
    await story.work()
    assert len(mailbox.received) == 1  # the question whether it was them
    await planned(story, THURSDAY)
    await story.work()
    mail = mailbox.mails[-1]
    assert mail["Subject"] == "Нові події за тиждень: 2"
    said = mail.get_body(("plain",)).get_content()
    assert said.index("Перша") < said.index("Друга")
    assert "ятниця, 29 травня 2026 р., 12:00" in said
    assert str(mail["List-Unsubscribe"]).startswith("<http://localhost:8080/n/U")
    assert own not in str(mail["List-Unsubscribe"])
    assert {row.lane for row in await digests(story)} == {2}


async def test_an_sms_names_three_of_them_and_how_many_more(story: Any, reader: Reader, gateway: Any) -> None:
    await story.tell(office())
    await reader.subscribes(PHONE, weekly=True, language="en")
    await story.tell(*(event(story, title=f"Event {n}") for n in range(5)))
    await planned(story, THURSDAY)
    await story.work()
    said = gateway.received[-1]["text"]
    assert said.startswith("New events: Event ")
    assert said.count(", 29.05, ") == 3
    assert "; 2 more: http://localhost:8080/events. Change or unsubscribe: http://localhost:8080/n/" in said


async def test_nothing_new_is_no_message(story: Any, reader: Reader) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL, weekly=True)
    await planned(story, THURSDAY)
    assert await digests(story) == []


async def test_each_week_tells_only_what_is_new_and_a_series_once(story: Any, reader: Reader) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL, weekly=True)
    series, far = new_id(), timedelta(days=60)
    await story.tell(event(story, starts_in=far), *(event(story, starts_in=far, series_id=series) for _ in range(2)))
    for week in range(3):
        await planned(story, THURSDAY + timedelta(weeks=week))
    assert len(await digests(story)) == 1
    await story.tell(event(story, starts_in=far))
    await planned(story, THURSDAY + timedelta(weeks=3))
    assert len(await digests(story)) == 2
    async with story.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(DigestEvent)) == 3


async def test_who_wants_it_weekly_gets_no_news_at_once_and_what_came_at_once_is_not_told_again(
    story: Any, reader: Reader
) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL)
    await story.tell(event(story))
    await planned(story, START)
    await reader.post(f"{API}{own}/choices", json={"weekly": True})
    await planned(story, THURSDAY)
    assert await digests(story) == []
    await story.tell(event(story))
    await planned(story, THURSDAY + timedelta(weeks=1))
    assert len(await digests(story)) == 1
    async with story.database.reading() as session:
        assert await session.scalar(text("select count(*) from delivery where purpose = 'news'")) == 1


@pytest.mark.parametrize(
    "follows, told",
    [({}, 1), ({"districts": [str(OTHER)]}, 0), ({"kinds": ["debate"]}, 0), ({"kinds": ["training"]}, 1)],
)
async def test_only_what_they_follow_is_told(story: Any, reader: Reader, follows: Any, told: int) -> None:
    await story.tell(office(), office(id=new_id(), district_id=OTHER))
    await reader.subscribes(EMAIL, weekly=True, **follows)
    await story.tell(event(story))
    await planned(story, THURSDAY)
    assert len(await digests(story)) == told


async def test_a_process_that_was_down_for_hours_is_late_and_for_a_day_waits_a_week(story: Any, reader: Reader) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL, weekly=True)
    await story.tell(event(story))
    await planned(story, THURSDAY + timedelta(hours=24))
    assert await digests(story) == []
    await planned(story, THURSDAY + timedelta(days=7, hours=23))
    assert len(await digests(story)) == 1


async def test_however_many_each_gets_one_though_it_is_planned_by_several(
    story: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_notifications.model.consent.digest.AT_ONCE", 2)
    await story.tell(office())
    for number in range(5):
        await reader.subscribes(f"reader{number}@example.org", weekly=True)
    await story.tell(event(story))
    await planned(story, THURSDAY)
    await planned(story, THURSDAY + timedelta(hours=1))
    found = await digests(story)
    assert len({row.subscriber_id for row in found}) == len(found) == 5


async def test_what_is_cancelled_meanwhile_is_left_out_and_of_nothing_nothing_is_sent(
    story: Any, reader: Reader, mailbox: Any
) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL, weekly=True)
    stays, goes = event(story, title="Лишається"), event(story, title="Зникає")
    await story.tell(stays, goes)
    await planned(story, THURSDAY)
    await story.tell(goes.state.model_copy(update={"version": 2, "status": EventStatus.CANCELLED}))
    await story.work()
    assert mailbox.mails[-1]["Subject"] == "Нові події за тиждень: 1"
    assert "Зникає" not in mailbox.mails[-1].get_body(("plain",)).get_content()


async def test_unsubscribed_before_it_leaves_nothing_comes_and_nothing_is_kept(
    story: Any, reader: Reader, mailbox: Any
) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, weekly=True)
    await story.tell(event(story))
    await planned(story, THURSDAY)
    await reader.post(f"{API}{own}/unsubscribe", json={"List-Unsubscribe": "One-Click"})
    await story.work()
    assert [(row.status, row.reason) for row in await digests(story)] == [("cancelled", "not_wanted")]
    assert len(mailbox.received) == 1
    await reader.post(f"{API}{own}/erasure")
    async with story.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(DigestEvent)) == 0


@pytest.mark.parametrize(
    "now, due",
    [
        ("2026-10-22T07:00:00Z", "2026-10-22T07:00:00Z"),  # summer time
        ("2026-10-29T07:59:59Z", "2026-10-22T07:00:00Z"),
        ("2026-10-29T08:00:00Z", "2026-10-29T08:00:00Z"),  # clocks went back on the Sunday between
        ("2027-04-01T06:59:59Z", "2027-03-25T08:00:00Z"),
        ("2027-04-01T07:00:00Z", "2027-04-01T07:00:00Z"),  # and forward
    ],
)
def test_ten_oclock_is_ten_oclock_whatever_the_clocks_do(now: str, due: str) -> None:
    found = last_due(3, time(10), datetime.fromisoformat(now))
    assert found.timestamp() == datetime.fromisoformat(due).timestamp()


async def test_what_was_called_off_before_it_left_is_told_whoever_asks_anew(story: Any, reader: Reader) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, weekly=True)
    await story.tell(event(story, starts_in=timedelta(days=30)))
    await planned(story, THURSDAY)
    await reader.post(f"{API}{own}/unsubscribe", json={"List-Unsubscribe": "One-Click"})
    await reader.subscribes(EMAIL, weekly=True)
    await planned(story, THURSDAY + timedelta(weeks=1))
    assert [row.status for row in await digests(story)] == ["cancelled", "planned"]
