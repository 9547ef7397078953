"""Sending a bulletin: once to each who agreed, whatever dies in between, at its time, until it is stopped."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from liaison_contracts.notifications import BulletinTotal
from liaison_kit.database import new_id
from liaison_notifications.jobs.bulletins.end_bulletins import end_bulletins
from liaison_notifications.jobs.bulletins.plan_bulletins import plan_bulletins
from liaison_notifications.model.bulletins.counts import BulletinTick, add_up
from liaison_notifications.model.bulletins.run import plan_next
from liaison_notifications.model.consent.subscribers import Subscriber, Subscription
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.bulletining import Coordinators, messages_of, the_bulletin
from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import DISTRICT, OTHER, Reader, office


async def planned(story: Any) -> None:
    while await story.run(plan_bulletins):
        pass


async def many(story: Any, number: int) -> None:
    """So many subscribers, whose boxes nobody opens."""
    async with story.database.transaction() as session:
        for _ in range(number):
            whose = new_id()
            secret = whose.bytes * 2
            values = {"sealed": "x", "key_version": 1, "address_hash": secret, "token_hash": secret}
            session.add(Subscriber(id=whose, version=1, channel="email", since=story.now, **values))
            await session.flush()
            what = {"purpose": "bulletins", "districts": [], "kinds": [], "since": story.now}
            session.add(Subscription(subscriber_id=whose, **what))


class Killed(Exception):
    """The process died."""


async def planned_and_killed(story: Any) -> None:
    async with story.database.transaction() as session:
        await plan_next(session, story.now)
        raise Killed


async def test_whoever_agreed_gets_it_once_by_their_channel_and_in_their_language(
    story: Any, reader: Reader, coordinators: Coordinators, mailbox: Any, gateway: Any, published: Any
) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, bulletins=True, language="en")
    await reader.subscribes(PHONE, bulletins=True)
    await reader.subscribes("without@example.org")
    mails = len(mailbox.received)
    english = {"title_en": "The office moves", "text_en": "The office moves.", "sms_en": "It moves."}
    path = await coordinators.approved(**english)
    await coordinators.work()
    (mail,) = mailbox.mails[mails:]
    assert (mail["To"], mail["Subject"]) == (EMAIL, "The office moves")
    assert mail.get_body(("plain",)).get_content().startswith("The office moves.\r\n\r\nChange what you follow")
    assert f"http://localhost:8080{own}\r\n" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"] == f"<http://localhost:8080{own}/unsubscribe>"
    assert gateway.received[-1]["to"] == PHONE
    assert gateway.received[-1]["text"].startswith("Офіс переїжджає. Змінити чи відписатися: http://localhost:8080/n/")
    assert {row.lane for row in await messages_of(story)} == {2}
    shown = await coordinators.shown(path)
    assert shown["status"] == "sent"
    assert [(one["channel"], one["sent"], one["planned"]) for one in shown["progress"]] == [
        ("email", 1, 1),
        ("sms", 1, 1),
    ]
    assert await published() == ["SealingKeyChanged", "BulletinSent"]


async def test_without_english_everybody_gets_the_ukrainian_words(
    story: Any, reader: Reader, coordinators: Coordinators, mailbox: Any
) -> None:
    await reader.subscribes(EMAIL, bulletins=True, language="en")
    await coordinators.approved()
    await coordinators.work()
    assert mailbox.mails[-1]["Subject"] == "Переїзд офісу"


@pytest.mark.parametrize(
    "follows, bulletin, gets",
    [
        ({}, {}, True),
        ({"districts": [str(DISTRICT)]}, {"districts": [str(DISTRICT)]}, True),
        ({"districts": [str(DISTRICT)]}, {}, True),
        ({}, {"districts": [str(DISTRICT)]}, True),
        ({"districts": [str(DISTRICT)]}, {"districts": [str(OTHER)]}, False),
        ({"kinds": ["training"]}, {"kinds": ["training", "debate"]}, True),
        ({"kinds": ["training"]}, {"kinds": ["debate"]}, False),
    ],
)
async def test_it_goes_to_whoever_follows_one_of_its_districts_and_kinds(
    story: Any, reader: Reader, coordinators: Coordinators, follows: Any, bulletin: Any, gets: bool
) -> None:
    await story.tell(office(), office(id=new_id(), district_id=OTHER))
    await reader.subscribes(EMAIL, bulletins=True, **follows)
    path = await coordinators.write(**bulletin)
    assert [one["people"] for one in (await coordinators.shown(path))["readers"]] == [int(gets), 0]
    await coordinators.post(coordinators.other, f"{path}/approval")
    await coordinators.work()
    assert len(await messages_of(story)) == gets


async def test_however_many_there_are_each_is_planned_once_though_it_dies_at_any_step(
    story: Any, coordinators: Coordinators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_notifications.model.bulletins.run.AT_ONCE", 3)
    await many(story, 10)
    await coordinators.approved()
    await story.run(plan_bulletins)
    for _ in range(4):  # each time after a batch was planned, and before it was committed
        with pytest.raises(Killed):
            await planned_and_killed(story)
        await story.run(plan_bulletins)
    await planned(story)
    found = await messages_of(story)
    assert len(found) == 10
    assert Counter(row.subscriber_id for row in found).most_common(1)[0][1] == 1
    assert (await the_bulletin(story)).planned_at is not None


async def test_what_was_planned_before_is_not_planned_again_from_the_beginning(
    story: Any, coordinators: Coordinators
) -> None:
    await many(story, 4)
    await coordinators.approved()
    await planned(story)
    async with story.database.transaction() as session:
        await session.execute(text("update bulletin set planned_at = null, planned_up_to = null"))
    await planned(story)
    assert len(await messages_of(story)) == 4


async def test_it_leaves_at_its_time_and_not_at_night(story: Any, coordinators: Coordinators) -> None:
    await many(story, 1)
    await coordinators.approved(send_at="2026-05-15T22:30")  # by the clock of Kyiv
    await planned(story)
    assert (await the_bulletin(story)).status == "approved"
    story.now = datetime(2026, 5, 15, 19, 30, tzinfo=UTC)
    await planned(story)
    assert (await the_bulletin(story)).status == "approved"
    story.now = datetime(2026, 5, 16, 5, 0, tzinfo=UTC)
    await planned(story)
    assert (await the_bulletin(story)).status == "sending"


async def test_what_the_night_overtakes_is_held_until_the_morning(
    story: Any, reader: Reader, coordinators: Coordinators
) -> None:
    await reader.subscribes(EMAIL, bulletins=True)
    path = await coordinators.approved()
    await planned(story)
    story.now = datetime(2026, 5, 15, 19, tzinfo=UTC)
    await coordinators.work()
    shown = await coordinators.shown(path)
    assert (shown["status"], shown["progress"][0]["held"], shown["progress"][0]["sent"]) == ("sending", 1, 0)
    story.now = datetime(2026, 5, 16, 5, tzinfo=UTC)
    await coordinators.work()
    assert (await coordinators.shown(path))["status"] == "sent"


@pytest.mark.parametrize("ends", ["unsubscribe", "choices", "erasure", "suppression"])
async def test_whoever_ends_it_after_the_approval_gets_nothing(
    story: Any, reader: Reader, coordinators: Coordinators, staff: Any, mailbox: Any, ends: str
) -> None:
    own = await reader.subscribes(EMAIL, bulletins=True)
    sent = len(mailbox.received)
    path = await coordinators.approved()
    await planned(story)
    if ends == "suppression":
        await coordinators.post(
            coordinators.author, f"{API_OF_MESSAGES}/suppressions", json={"contact": EMAIL, "note": "x"}
        )
    else:
        body = {"unsubscribe": {"List-Unsubscribe": "One-Click"}, "choices": {"bulletins": False}, "erasure": {}}[ends]
        answer = await reader.post(f"/api/notifications/v1{own}/{ends}", json=body)
        assert answer.status_code in {200, 204}, answer.text
    await coordinators.work()
    assert len(mailbox.received) == sent
    shown = await coordinators.shown(path)
    assert (shown["status"], shown["progress"][0]["not_sent"]) == ("sent", 1)


API_OF_MESSAGES = "/api/notifications/v1/messages"


async def test_whoever_follows_another_district_since_gets_nothing(
    story: Any, reader: Reader, coordinators: Coordinators
) -> None:
    await story.tell(office(), office(id=new_id(), district_id=OTHER))
    own = await reader.subscribes(EMAIL, bulletins=True, districts=[str(DISTRICT)])
    await coordinators.approved(districts=[str(DISTRICT)])
    await planned(story)
    await reader.post(f"/api/notifications/v1{own}/choices", json={"districts": [str(OTHER)]})
    assert [(row.status, row.reason) for row in await messages_of(story)] == [("cancelled", "not_wanted")]


async def test_stopped_nothing_of_it_leaves_any_more_and_the_rest_is_called_off(
    story: Any, reader: Reader, coordinators: Coordinators, mailbox: Any, published: Any
) -> None:
    for number in range(3):
        await reader.subscribes(f"reader{number}@example.org", bulletins=True)
    path = await coordinators.approved()
    await planned(story)
    sent = len(mailbox.received)
    assert (await coordinators.post(coordinators.author, f"{path}/stop")).status_code == 200
    # Before the job has called anything off: the claim itself lets nothing of it leave.
    await story.work()
    assert len(mailbox.received) == sent
    await coordinators.work()
    assert {(row.status, row.reason) for row in await messages_of(story)} == {("cancelled", "stopped")}
    shown = await coordinators.shown(path)
    assert (shown["status"], shown["over_at"] is not None, shown["progress"][0]["not_sent"]) == ("stopped", True, 3)
    assert await published() == ["SealingKeyChanged", "BulletinStopped"]
    assert (await coordinators.post(coordinators.author, f"{path}/stop")).status_code == 409


async def test_the_job_calls_off_what_waits_though_nothing_is_being_sent(
    story: Any, coordinators: Coordinators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_notifications.model.bulletins.run.AT_ONCE", 2)
    await many(story, 5)
    path = await coordinators.approved()
    for _ in range(2):
        await story.run(plan_bulletins)
    await coordinators.post(coordinators.other, f"{path}/stop")
    await planned(story)
    await story.run(end_bulletins)
    found = await messages_of(story)
    assert {row.status for row in found} == {"cancelled"}
    assert len(found) == 4  # and the fifth was not even planned
    assert (await the_bulletin(story)).over_at is not None


async def test_what_is_told_names_figures_in_fives(story: Any, coordinators: Coordinators, database: Any) -> None:
    await many(story, 12)
    path = await coordinators.approved(sms="")
    await planned(story)
    ids = [row.id for row in await messages_of(story)]
    for status, some in (("cancelled", ids[:7]), ("expired", ids[7:])):
        async with database.transaction() as session:
            where = text("update delivery set status = :s, next_try_at = null where id = any(:ids)")
            await session.execute(where, {"s": status, "ids": some})
    await story.run(end_bulletins)
    async with database.reading() as session:
        value = await session.scalar(text("select payload from outbox where topic like '%BulletinSent%'"))
    assert b'"not_sent":10' in bytes(value).replace(b" ", b"")
    assert b'"sent":null' in bytes(value).replace(b" ", b"")
    assert [one["not_sent"] for one in (await coordinators.shown(path))["progress"]] == [12]
    assert BulletinTotal(channel="email", sent=None, failed=None, in_doubt=None, not_sent=10)


async def test_counting_is_exact_while_it_is_being_added_up(story: Any, coordinators: Coordinators) -> None:
    await many(story, 6)
    path = await coordinators.approved(sms="")
    await planned(story)
    (before,) = (await coordinators.shown(path))["progress"]
    async with story.database.transaction() as session:
        assert await add_up(session) == 6
    (after,) = (await coordinators.shown(path))["progress"]
    assert before == after
    assert after["waiting"] == after["planned"] == 6
    async with story.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(BulletinTick)) == 0


async def test_the_database_keeps_what_people_were_sent(story: Any, coordinators: Coordinators) -> None:
    await coordinators.approved()
    await planned(story)
    for change in ("update bulletin set text = 'інше'", "delete from bulletin"):
        with pytest.raises(IntegrityError, match="stays as it was"):
            async with story.database.transaction() as session:
                await session.execute(text(change))
