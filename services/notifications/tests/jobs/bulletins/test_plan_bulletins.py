"""Sending a bulletin: once to each who agreed, whatever dies in between, at its time, until it is stopped."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from liaison_kit.database import new_id
from liaison_notifications.jobs.bulletins.plan_bulletins import plan_bulletins
from liaison_notifications.model.bulletins.run import plan_next
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.bulletining import Coordinators, many, messages_of, planned, the_bulletin
from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import DISTRICT, OTHER, Reader, office


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
    assert str(mail["List-Unsubscribe"]).startswith("<http://localhost:8080/n/U")
    assert own not in str(mail["List-Unsubscribe"])
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


@pytest.mark.parametrize("wants", [{"districts": [str(OTHER)]}, {"bulletins": False}])
async def test_whoever_does_not_want_it_any_more_gets_nothing_however_late_they_say_so(
    story: Any, reader: Reader, coordinators: Coordinators, mailbox: Any, wants: Any
) -> None:
    """Also if they say so while it is being planned: then nothing was there yet to be called off."""
    await story.tell(office(), office(id=new_id(), district_id=OTHER))
    own = await reader.subscribes(EMAIL, bulletins=True, districts=[str(DISTRICT)])
    sent = len(mailbox.received)
    await coordinators.approved(districts=[str(DISTRICT)])
    await planned(story)
    await reader.post(f"/api/notifications/v1{own}/choices", json={"districts": [str(DISTRICT)], **wants})
    await coordinators.work()
    assert [(row.status, row.reason) for row in await messages_of(story)] == [("cancelled", "not_wanted")]
    assert len(mailbox.received) == sent


async def test_the_database_keeps_what_people_were_sent(story: Any, coordinators: Coordinators) -> None:
    await coordinators.approved()
    await planned(story)
    for change in ("update bulletin set text = 'інше'", "delete from bulletin"):
        with pytest.raises(IntegrityError, match="stays as it was"):
            async with story.database.transaction() as session:
                await session.execute(text(change))
