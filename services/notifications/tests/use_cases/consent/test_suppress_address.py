"""Adding an address that must not be written to."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit import clock, sealing
from liaison_kit.database import Database
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.model.consent.addresses import secret_file
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.conftest import EMAIL, PHONE

URL = "/api/notifications/v1/messages/suppressions"
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


async def suppressed(story: Any, staff: httpx.AsyncClient, contact: str, **more: Any) -> str:
    with clock.set_to(story.now):
        answer = await staff.post(URL, json={"contact": contact, "note": "попросили в офісі", **more})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize("typed", ["067 123 45 67", PHONE, "8 067 123 45 67"])
async def test_nothing_is_sent_there_any_more_however_it_was_typed(
    story: Any, staff: httpx.AsyncClient, gateway: Any, mailbox: Any, typed: str
) -> None:
    await suppressed(story, staff, typed)
    await story.somebody_signs_up()
    await story.work()
    rows = await story.deliveries()
    assert (rows["sms"].status, rows["sms"].reason) == ("suppressed", "by_hand")
    assert rows["email"].status == "accepted"
    assert (gateway.received, mailbox.recipients) == ([], [EMAIL])


async def test_an_email_is_the_same_in_capitals_and_a_letter_to_staff_is_stopped_too(
    story: Any, staff: httpx.AsyncClient, mailbox: Any
) -> None:
    await suppressed(story, staff, EMAIL.upper())
    await story.tell(story.letter(story.event_id))
    await story.work()
    assert (await story.deliveries())["email"].reason == "by_hand"
    assert mailbox.received == []


async def test_what_waits_to_be_tried_again_is_stopped(story: Any, staff: httpx.AsyncClient, gateway: Any) -> None:
    await gateway.stop()
    await story.somebody_signs_up(email=None)
    await story.run(send_messages)
    await suppressed(story, staff, PHONE)
    await gateway.start()
    story.later(seconds=2)
    await story.work()
    assert ((await story.deliveries())["sms"].status, gateway.received) == ("suppressed", [])


async def test_after_its_days_it_may_be_written_to_again(story: Any, staff: httpx.AsyncClient) -> None:
    await suppressed(story, staff, PHONE, days=1)
    story.later(days=1)
    await story.somebody_signs_up()
    await story.work()
    assert await story.statuses() == {"sms": "accepted", "email": "accepted"}


async def test_asked_for_twice_it_is_one_and_the_longer_time_holds(story: Any, staff: httpx.AsyncClient) -> None:
    places = [await suppressed(story, staff, PHONE, days=days) for days in (3, 9, 5)]
    assert len(set(places)) == 1
    (one,) = (await staff.get(f"/api/notifications/v1{places[0]}")).json()["suppressions"]
    assert one["expires_at"] == "2026-05-24T09:00:00Z"


async def test_once_it_is_over_it_begins_anew_beside_the_old_one(story: Any, staff: httpx.AsyncClient) -> None:
    first = await suppressed(story, staff, PHONE, days=1)
    story.later(days=2)
    second = await suppressed(story, staff, PHONE)
    with clock.set_to(story.now):
        told = (await staff.get(f"/api/notifications/v1{second}")).json()["suppressions"]
    assert first != second
    assert [(one["holds"], one["lifted_because"]) for one in told] == [(True, None), (False, "expired")]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"contact": "hello"}, "contact"),
        ({"note": f"просив {EMAIL}"}, "note"),
        ({"note": "дзвонив з 067 123-45-67"}, "note"),
        ({"days": 0}, "days"),
    ],
)
async def test_what_is_wrong_is_named(story: Any, staff: httpx.AsyncClient, sent: Any, field: str) -> None:
    answer = await staff.post(URL, json={"contact": PHONE, "note": "x", **sent})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_nobody_can_read_the_address_and_the_trail_says_who_added_it(
    story: Any, staff: httpx.AsyncClient, database: Database
) -> None:
    place = await suppressed(story, staff, PHONE)
    async with database.reading() as session:
        (row,) = (await session.execute(text("select s::text from suppression s"))).scalars()
        trail = (await session.execute(text("select action || object || fields from audit"))).scalars().all()
    assert not [digits for digits in (PHONE[1:], PHONE[4:], PHONE[-7:]) if digits in row + place + str(trail)]
    assert "suppress_address" in str(trail)


async def test_without_its_secret_nothing_is_sent_rather_than_something_that_must_not_be(
    story: Any, staff: httpx.AsyncClient, settings: Any, mailbox: Any
) -> None:
    await suppressed(story, staff, PHONE)
    path = secret_file(settings.sealing_key_file)
    assert path.stat().st_mode & 0o077 == 0
    path.unlink()
    await story.somebody_signs_up()
    with pytest.raises(FileNotFoundError):
        await story.run(send_messages)
    assert (await story.statuses(), mailbox.received) == ({"sms": "planned", "email": "planned"}, [])


async def test_a_secret_is_made_once(story: Any, settings: Any) -> None:
    path = secret_file(settings.sealing_key_file)
    before = sealing.read_secret(path)
    assert not sealing.make_secret(path)
    assert (len(before), sealing.read_secret(path)) == (32, before)


async def test_the_database_keeps_one_of_a_kind(story: Any, staff: httpx.AsyncClient, database: Database) -> None:
    await suppressed(story, staff, PHONE)
    columns = "address_hash, channel, reason, since"
    again = f"insert into suppression (id, {columns}) select gen_random_uuid(), {columns} from suppression"
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(text(again))


async def test_workers_do_not_decide_it(signed_in: SignIn) -> None:
    worker = await signed_in(roles=[Role.WORKER])
    assert (await worker.post(URL, json={"contact": PHONE, "note": "x"})).status_code == 403


async def test_two_spellings_of_one_address_are_both_stopped(
    story: Any, staff: httpx.AsyncClient, mailbox: Any
) -> None:
    """In one round of claims."""
    await suppressed(story, staff, EMAIL)
    for spelling in (EMAIL, EMAIL.title()):
        await story.somebody_signs_up(phone=None, email=spelling)
    await story.work()
    assert mailbox.recipients == []
