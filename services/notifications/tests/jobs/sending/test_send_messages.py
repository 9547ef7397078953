"""Sending: once, or honestly in doubt."""

import asyncio
from typing import Any

import pytest
import structlog
from liaison_kit import sealing
from liaison_kit.database import new_id
from liaison_notifications import sending
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.jobs.sending.settle_unknown import settle_unknown
from nacl.public import PrivateKey

PERSONAL = ("Олена", "Коваленко", "380671234567", "olena.kovalenko", "localhost:8080/s/")


async def test_a_resident_gets_one_sms_and_one_mail(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    rows = await story.deliveries()
    (sms,) = gateway.received
    assert (sms["id"], sms["to"], sms["sender"]) == (str(rows["sms"].id), "+380671234567", "Vinnytsia")
    assert "Неділя, 17.05, 12:00" in sms["text"]
    assert gateway.tokens == {"Bearer a-token-for-tests-only"}
    (mail,) = mailbox.mails
    assert mailbox.recipients == ["olena.kovalenko@example.org"]
    assert mail["Message-ID"] == rows["email"].provider_id
    assert "Вітаємо, Олена Коваленко!" in mail.get_body(("plain",)).get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["event.ics"]
    assert await story.statuses() == {"sms": "accepted", "email": "accepted"}
    assert [row.attempt for row in rows.values()] == [1, 1]


async def test_a_line_that_begins_with_a_dot_arrives_whole(story: Any, mailbox: Any) -> None:
    sign_up = new_id()
    named = story.contact(sign_up, name="Олена", link=".dots")
    await story.tell(story.event(), story.sign_up(sign_up), named)
    await story.work()
    assert "\n.dots\n" in mailbox.mails[0].get_body(("plain",)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "left, expected, reason",
    [
        ({"email": None}, {"sms": "accepted", "email": "suppressed"}, "no_email"),
        ({"phone": None}, {"sms": "suppressed", "email": "accepted"}, "no_phone"),
    ],
)
async def test_only_the_channels_somebody_left_are_used(
    story: Any, left: dict[str, None], expected: dict[str, str], reason: str
) -> None:
    await story.somebody_signs_up(**left)
    await story.work()
    assert await story.statuses() == expected
    assert reason in {row.reason for row in (await story.deliveries()).values()}


async def test_a_box_that_cannot_be_opened_shows_as_failed(story: Any, gateway: Any, mailbox: Any) -> None:
    sign_up = new_id()
    other = sealing.seal(b"{}", sealing.public_half(PrivateKey.generate()))
    box = story.contact(sign_up).model_copy(update={"sealed": other})
    await story.tell(story.event(), story.sign_up(sign_up), box)
    await story.work()
    rows = await story.deliveries()
    assert {(row.status, row.reason) for row in rows.values()} == {("failed", "box_unopenable")}
    assert (gateway.received, mailbox.received) == ([], [])


async def test_without_the_key_messages_wait_untouched(story: Any) -> None:
    await story.somebody_signs_up()
    story.settings.sealing_key_file.unlink()
    with pytest.raises(FileNotFoundError):
        await story.run(send_messages)
    assert await story.statuses() == {"sms": "planned", "email": "planned"}


async def test_an_address_nobody_can_write_to_fails_alone(story: Any) -> None:
    await story.somebody_signs_up(email="olena at example")
    await story.work()
    rows = await story.deliveries()
    assert (rows["email"].status, rows["email"].reason) == ("failed", "address_unusable")
    assert rows["sms"].status == "accepted"


@pytest.mark.parametrize(
    "mood, status, reason",
    [
        (503, "unknown", "strange_answer 503"),
        (200, "unknown", "strange_answer 200"),
        ("cut", "unknown", "no_answer"),
        ("accept_then_cut", "unknown", "no_answer"),
        (408, "unknown", "strange_answer 408"),
        (409, "unknown", "strange_answer 409"),
        (425, "unknown", "strange_answer 425"),
        (429, "retry_wait", "refused 429"),
        (401, "retry_wait", "refused 401"),
        (422, "failed", "refused 422"),
    ],
)
async def test_what_the_gateway_does_decides_whether_an_sms_is_in_doubt(
    story: Any, gateway: Any, mood: str | int, status: str, reason: str
) -> None:
    gateway.mood = mood
    await story.somebody_signs_up()
    await story.run(send_messages)
    sms = (await story.deliveries())["sms"]
    assert (sms.status, sms.reason) == (status, reason)


@pytest.mark.parametrize(
    "mood, status, reason",
    [
        ("accept_then_cut", "unknown", "no_answer"),
        ("cut_before_data", "retry_wait", "unreachable"),
        ("rcpt 451", "retry_wait", "refused 451"),
        ("data 451", "retry_wait", "refused 451"),
        ("rcpt 550", "failed", "refused 550"),
        ("data 554", "failed", "refused 554"),
    ],
)
async def test_what_the_mail_server_does_decides_whether_a_mail_is_in_doubt(
    story: Any, mailbox: Any, mood: str, status: str, reason: str
) -> None:
    mailbox.mood = mood
    await story.somebody_signs_up()
    await story.run(send_messages)
    mail = (await story.deliveries())["email"]
    assert (mail.status, mail.reason) == (status, reason)


async def test_an_outage_is_waited_out_and_then_each_goes_out_once(story: Any, gateway: Any, mailbox: Any) -> None:
    await gateway.stop()
    await mailbox.stop()
    await story.somebody_signs_up()
    await story.work()
    rows = await story.deliveries()
    assert {(row.status, row.reason) for row in rows.values()} == {("retry_wait", "unreachable")}
    await gateway.start()
    await mailbox.start()
    story.later(seconds=1)
    await story.work()
    assert (gateway.received, mailbox.received) == ([], [])
    story.later(seconds=1)
    await story.work()
    assert (len(gateway.received), len(mailbox.received)) == (1, 1)
    assert await story.statuses() == {"sms": "accepted", "email": "accepted"}


async def test_an_outage_until_the_event_starts_ends_in_expired(story: Any, gateway: Any, mailbox: Any) -> None:
    await gateway.stop()
    await mailbox.stop()
    await story.somebody_signs_up()
    await story.work()
    story.later(days=2)
    await gateway.start()
    await mailbox.start()
    await story.work()
    assert await story.statuses() == {"sms": "expired", "email": "expired"}
    assert (gateway.received, mailbox.received) == ([], [])


async def test_several_senders_at_once_send_each_message_once(story: Any, gateway: Any, mailbox: Any) -> None:
    for _ in range(8):
        await story.somebody_signs_up()
    await asyncio.gather(*(story.work() for _ in range(4)))
    assert len(gateway.received) == len({sms["id"] for sms in gateway.received}) == 8
    assert len(mailbox.received) == len({mail["Message-ID"] for mail in mailbox.mails}) == 8


@pytest.mark.parametrize("late_answer", [422, 429, "cut"])
async def test_a_sender_that_was_overtaken_while_it_waited_changes_nothing(
    story: Any, gateway: Any, late_answer: str | int
) -> None:
    await story.somebody_signs_up(email=None)
    held = gateway.held = asyncio.Event()
    overtaken = asyncio.create_task(story.run(send_messages))
    await gateway.arrived.wait()
    story.later(seconds=31)
    await story.work()
    assert (await story.statuses())["sms"] == "accepted"
    gateway.mood = late_answer
    held.set()
    await overtaken
    sms = (await story.deliveries())["sms"]
    assert (sms.status, sms.attempt) == ("accepted", 2)
    assert len(gateway.received) == 1


async def test_the_answer_to_an_earlier_attempt_says_nothing_about_the_running_one(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up(email=None)
    first_held = gateway.held = asyncio.Event()
    first = asyncio.create_task(story.run(send_messages))
    await gateway.arrived.wait()
    story.later(seconds=31)
    await story.run(settle_unknown)
    gateway.arrived.clear()
    second_held = gateway.held = asyncio.Event()
    second = asyncio.create_task(story.run(send_messages))
    await gateway.arrived.wait()
    gateway.mood = 429
    first_held.set()
    await first
    assert (await story.statuses())["sms"] == "claimed"
    gateway.mood = "accept"
    second_held.set()
    await second
    story.later(minutes=5)
    await story.work()
    assert (await story.statuses())["sms"] == "accepted"
    assert len(gateway.received) == 1


async def test_a_success_that_is_recorded_late_settles_the_doubt(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up(email=None)
    held = gateway.held = asyncio.Event()
    slow = asyncio.create_task(story.run(send_messages))
    await gateway.arrived.wait()
    gateway.deaf = True
    story.later(seconds=31)
    await story.work()
    assert (await story.statuses())["sms"] == "unknown"
    held.set()
    await slow
    assert (await story.statuses())["sms"] == "accepted"
    assert len(gateway.received) == 1


async def test_nothing_readable_about_a_person_is_logged(story: Any, gateway: Any, mailbox: Any) -> None:
    with structlog.testing.capture_logs() as lines:
        gateway.mood, mailbox.mood = "accept_then_cut", "rcpt 550"
        await story.somebody_signs_up()
        await story.run(send_messages)
        story.later(minutes=1)
        await story.work()
    assert {line["event"] for line in lines} >= {"delivery.failed", "delivery.unknown", "delivery.accepted"}
    assert not [private for private in PERSONAL if private in str(lines)]


async def test_what_is_known_is_recorded_though_the_database_is_away_for_a_moment(
    story: Any, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it a mail that was certainly not sent would be in doubt, and never sent again."""
    real, tried = sending.settle, []

    async def settle(*args: Any) -> Any:
        tried.append(args)
        if len(tried) == 1:
            raise ConnectionRefusedError
        return await real(*args)

    monkeypatch.setattr(sending, "settle", settle)
    monkeypatch.setattr(sending, "RECORD_AGAIN_SECONDS", 0)
    mailbox.mood = "rcpt 451"
    await story.somebody_signs_up(phone=None)
    await story.run(send_messages)
    mail = (await story.deliveries())["email"]
    assert (len(tried), mail.status, mail.reason, mail.tries) == (2, "retry_wait", "refused 451", 1)
