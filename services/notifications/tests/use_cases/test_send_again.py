"""Sending a message again: only one that certainly never went out."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.events import EventRescheduled
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.testing import PROGRAM_ID
from liaison_notifications.jobs.sending.forget_letters import forget_letters
from liaison_notifications.model import Delivery
from liaison_notifications.model.sending.delivery import DeliveryStatus
from liaison_notifications.model.sending.receipts import Said, Says, keep
from sqlalchemy import select, text

from services.notifications.tests.conftest import START

PATH = "/api/notifications/v1/messages"
Published = Callable[[], Awaitable[list[str]]]
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]
TAKEN = {"accepted", "unknown", "delivered", "undelivered", "complained"}
"""Sent again, they might arrive twice."""


async def failed_mail(story: Any, mailbox: Any) -> Delivery:
    """An email that the server has refused; it would take it by now."""
    mailbox.mood = "rcpt 550"
    await story.somebody_signs_up(phone=None)
    await story.work()
    mailbox.mood = "accept"
    delivery: Delivery = (await story.deliveries())["email"]
    assert delivery.status == "failed"
    return delivery


async def test_what_failed_is_sent_once_more(
    story: Any, staff: httpx.AsyncClient, mailbox: Any, published: Published
) -> None:
    failed = await failed_mail(story, mailbox)
    with clock.set_to(story.now):
        answer = await staff.post(f"{PATH}/{failed.id}/sendings")
    assert (answer.status_code, answer.json()) == (202, {"id": str(failed.id), "status": "planned"})
    waiting = (await story.deliveries())["email"]
    assert (waiting.status, waiting.reason, waiting.finished_at) == ("planned", None, None)
    await story.work()
    await story.work()
    sent = (await story.deliveries())["email"]
    assert (sent.status, sent.attempt, len(mailbox.mails)) == ("accepted", 2, 1)
    assert await published() == ["SealingKeyChanged"]


async def test_who_asked_is_on_the_audit_trail(
    story: Any, staff: httpx.AsyncClient, mailbox: Any, database: Database
) -> None:
    failed = await failed_mail(story, mailbox)
    await staff.post(f"{PATH}/{failed.id}/sendings")
    await staff.post(f"{PATH}/{failed.id}/sendings")
    async with database.reading() as session:
        rows = (await session.execute(text("select account, action, object from audit"))).all()
    assert [tuple(row) for row in rows] == [(PROGRAM_ID, "send_again", {"delivery_id": str(failed.id)})]


@pytest.mark.parametrize("mood", ["accept", "accept_then_cut"])
async def test_what_was_or_may_have_been_sent_is_refused_because_it_might_arrive_twice(
    story: Any, staff: httpx.AsyncClient, mailbox: Any, mood: str
) -> None:
    mailbox.mood = mood
    await story.somebody_signs_up(phone=None)
    await story.work()
    before = (await story.deliveries())["email"]
    assert before.status == ("accepted" if mood == "accept" else "unknown")
    answer = await staff.post(f"{PATH}/{before.id}/sendings")
    assert (answer.status_code, answer.json()["title"]) == (409, "Might arrive twice")
    assert "twice" in answer.json()["detail"]
    await story.work()
    assert (len(mailbox.mails), (await story.deliveries())["email"].status) == (1, before.status)


async def test_what_a_receipt_is_still_to_say_something_about_is_refused(
    story: Any, staff: httpx.AsyncClient, gateway: Any, database: Database
) -> None:
    """It was refused, and arrived all the same: its receipt waits, for a message that failed is moved by none."""
    gateway.mood = 422
    await story.somebody_signs_up(email=None)
    await story.work()
    gateway.mood = "accept"
    failed = (await story.deliveries())["sms"]
    assert failed.status == "failed"
    async with database.transaction() as session:
        await keep(session, failed.provider, [Said(str(failed.id), Says.DELIVERED, {})], story.now)
    answer = await staff.post(f"{PATH}/{failed.id}/sendings")
    assert (answer.status_code, answer.json()["title"]) == (409, "Might arrive twice")
    await story.work()
    assert ((await story.deliveries())["sms"].status, gateway.received) == ("failed", [])


@pytest.mark.parametrize("status", sorted(set(DeliveryStatus) - {"failed", *TAKEN}))
async def test_what_has_not_failed_is_refused(
    story: Any, staff: httpx.AsyncClient, database: Database, status: str
) -> None:
    await story.somebody_signs_up(phone=None)
    mail = (await story.deliveries())["email"]
    async with database.transaction() as session:
        await session.execute(text("alter table delivery disable trigger user"))
        moved = f"update delivery set status = '{status}', reason = 'quiet_hours' where id = '{mail.id}'"
        await session.execute(text(moved))
        await session.execute(text("alter table delivery enable trigger user"))
    answer = await staff.post(f"{PATH}/{mail.id}/sendings")
    assert (answer.status_code, answer.json()["title"]) == (409, "Not failed")


async def test_a_letter_that_is_forgotten_is_refused(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    mailbox.mood = "rcpt 550"
    await story.tell(story.letter(new_id()))
    await story.work()
    letter = (await story.deliveries())["email"]
    assert letter.status == "failed"
    await story.run(forget_letters)
    answer = await staff.post(f"{PATH}/{letter.id}/sendings")
    assert (answer.status_code, answer.json()["title"]) == (409, "Letter forgotten")


async def test_a_letter_that_is_still_there_is_sent_whatever_others_are_told(
    story: Any, staff: httpx.AsyncClient, mailbox: Any, database: Database
) -> None:
    mailbox.mood = "rcpt 550"
    await story.tell(story.letter(new_id()))
    await story.work()
    failed = (await story.deliveries())["email"]
    mailbox.mood = "accept"
    await story.tell(story.letter(new_id(), email="somebody.else@example.org"))
    await story.work()
    with clock.set_to(story.now):
        assert (await staff.post(f"{PATH}/{failed.id}/sendings")).status_code == 202
    await story.work()
    assert len(mailbox.mails) == 2


async def test_a_change_that_a_newer_message_tells_of_is_refused(
    story: Any, staff: httpx.AsyncClient, mailbox: Any, database: Database
) -> None:
    await story.somebody_signs_up(phone=None)
    await story.work()
    for version, mood in ((2, "rcpt 550"), (3, "accept")):
        mailbox.mood = mood
        moved = story.event(version, starts_in=timedelta(days=version + 1))
        await story.tell(moved, EventRescheduled(occurred_on=START.date(), state=moved))
        await story.work()
    async with database.reading() as session:
        failed = (await session.scalars(select(Delivery).where(Delivery.status == "failed"))).one()
    answer = await staff.post(f"{PATH}/{failed.id}/sendings")
    assert (answer.status_code, answer.json()["title"]) == (409, "Told since")


async def test_what_has_become_useless_meanwhile_is_not_sent(
    story: Any, staff: httpx.AsyncClient, mailbox: Any
) -> None:
    failed = await failed_mail(story, mailbox)
    story.later(days=3)
    with clock.set_to(story.now):
        assert (await staff.post(f"{PATH}/{failed.id}/sendings")).status_code == 202
    await story.work()
    dropped = (await story.deliveries())["email"]
    assert (dropped.status, dropped.reason, mailbox.mails) == ("expired", "event_started", [])


async def test_asked_for_twice_it_goes_out_once(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    failed = await failed_mail(story, mailbox)
    with clock.set_to(story.now):
        answers = [await staff.post(f"{PATH}/{failed.id}/sendings") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 409]
    await story.work()
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 202), (Role.COORDINATOR, 202), (Role.WORKER, 403)])
async def test_administrators_and_coordinators_send_again(
    story: Any, signed_in: SignIn, mailbox: Any, role: Role, status: int
) -> None:
    failed = await failed_mail(story, mailbox)
    person = await signed_in(roles=[role])
    assert ("Надіслати ще раз" in (await person.get("/messages")).text) == (status == 202)
    assert (await person.post(f"{PATH}/{failed.id}/sendings")).status_code == status


@pytest.mark.parametrize("own", [True, False])
async def test_who_answers_for_an_office_sends_again_what_is_about_its_events(
    story: Any, signed_in: SignIn, mailbox: Any, own: bool
) -> None:
    office_id = new_id()
    mailbox.mood = "rcpt 550"
    sign_up_id = new_id()
    facts = story.event(office_id=office_id), story.sign_up(sign_up_id), story.contact(sign_up_id, phone=None)
    await story.tell(*facts)
    await story.work()
    failed = (await story.deliveries())["email"]
    person = await signed_in(roles=[Role.COORDINATOR], whole_network=False, offices=[office_id if own else new_id()])
    assert ("Надіслати ще раз" in (await person.get("/messages")).text) == own
    with clock.set_to(story.now):
        assert (await person.post(f"{PATH}/{failed.id}/sendings")).status_code == (202 if own else 403)


async def test_what_is_about_no_offices_event_is_sent_again_by_who_answers_for_all(
    story: Any, signed_in: SignIn, mailbox: Any
) -> None:
    mailbox.mood = "rcpt 550"
    await story.tell(story.letter(new_id()))
    await story.work()
    failed = (await story.deliveries())["email"]
    person = await signed_in(roles=[Role.COORDINATOR], whole_network=False, offices=[new_id()])
    assert "Надіслати ще раз" not in (await person.get("/messages")).text
    assert (await person.post(f"{PATH}/{failed.id}/sendings")).status_code == 403


async def test_the_button_stands_beside_what_failed_and_leads_back_to_the_list(
    story: Any, staff: httpx.AsyncClient, mailbox: Any
) -> None:
    failed = await failed_mail(story, mailbox)
    address = f"/messages/{failed.id}/sendings"
    assert (await staff.get("/messages")).text.count(f'action="{address}"') == 1
    done = await staff.post(address, data={"_page": "/messages?status=failed"})
    assert (done.status_code, done.headers["location"]) == (303, "/messages?status=failed")
    assert address not in (await staff.get("/messages")).text
    refused = await staff.post(address, data={"_page": "/messages"})
    assert refused.status_code == 409
    assert "Ще раз надсилають лише те, що не вдалося надіслати" in refused.text


async def test_a_message_that_is_not_there(staff: httpx.AsyncClient) -> None:
    assert (await staff.post(f"{PATH}/{new_id()}/sendings")).status_code == 404
