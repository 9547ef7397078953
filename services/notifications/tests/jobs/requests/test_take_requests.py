"""Looking into what other systems ask for."""

import asyncio
import base64
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from liaison_kit import sealing
from liaison_kit.database import Database
from liaison_notifications.jobs.requests.take_requests import take_requests
from liaison_notifications.model.requests import taking
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.conftest import START
from services.notifications.tests.requesting import EMAIL, PHONE, TEXTS, Asking, sealed, signed

UK = TEXTS["uk"]
NIGHT = START.replace(hour=20)  # 23:00 in Kyiv


def only(**changes: Any) -> dict[str, Any]:
    """The texts of Ukrainian alone, with these instead."""
    return {"texts": {"uk": {**UK, **changes}}}


@pytest.mark.parametrize(
    ("content", "changes", "reason"),
    [
        ({}, {"system": "unknown-one"}, "unknown_system"),
        ({}, {"purpose": "appointment"}, "purpose"),
        ({}, {"purpose": "lottery"}, "purpose"),
        ({}, {"legal_basis": "because"}, "legal_basis"),
        ({}, {"urgent": True}, "urgency"),
        ({}, {"channels": []}, "channels"),
        ({}, {"channels": ["sms", "pigeon"]}, "channels"),
        ({}, {"sealed": "bm90IGEgYm94"}, "unopenable"),
        ({}, {"sealed": "x"}, "unopenable"),
        ({}, {"sealed": ""}, "unopenable"),
        ({"texts": "no"}, {}, "unreadable"),
        (only(sms="Вода\x00"), {}, "unreadable"),
        (only(email="Вода \u202eтутен"), {}, "unreadable"),
        ({"texts": {}}, {}, "no_text"),
        ({"texts": {"en": UK}}, {}, "no_text"),
        (only(sms="  "), {}, "no_text"),
        (only(subject=None), {}, "no_text"),
        ({"texts": {"uk": UK, "en": {"sms": "Only an SMS."}}}, {}, "no_text"),
        (only(sms="я" * 403), {}, "too_long"),
        (only(email="я" * 6001), {}, "too_long"),
        (only(subject="я" * 301), {}, "too_long"),
        ({"phone": None, "email": None}, {}, "address"),
        ({"phone": None}, {"channels": ["sms"]}, "address"),
        ({"phone": "911"}, {}, "address"),
        ({"phone": "+380432595959"}, {}, "address"),
        ({"email": "a@b.c\r\nBcc: all@example.org"}, {}, "address"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_the_reason_and_forgotten(
    asking: Asking, mailbox: Any, gateway: Any, content: dict[str, Any], changes: dict[str, Any], reason: str
) -> None:
    await asking.register()
    await asking.ask(content, **changes)
    await asking.work()
    await asking.work()
    assert await asking.outcomes() == [(None, "refused", reason)]
    assert (gateway.received, mailbox.received) == ([], [])
    assert [one.sealed for one in await asking.kept()] == [None]


async def test_one_sealed_for_a_key_that_nobody_has_is_refused(asking: Asking) -> None:
    await asking.register()
    stranger = sealing.public_half(PrivateKey.generate())
    await asking.ask(sealed=sealed(stranger), key_version=77)
    await asking.work()
    assert await asking.outcomes() == [(None, "refused", "unopenable")]


async def test_of_a_system_that_signs_only_what_it_signed_is_taken(asking: Asking, gateway: Any) -> None:
    own, other = SigningKey.generate(), SigningKey.generate()
    await asking.register(verify_key=base64.b64encode(bytes(own.verify_key)).decode())
    right = asking.request(channels=["sms"])
    for fact, signature in (
        (right, signed(own, right)),
        (asking.request(), None),
        (asking.request(), "bm8="),
        (theirs := asking.request(), signed(other, theirs)),
        (asking.request(), signed(own, right)),  # of another request
        (right.model_copy(update={"request_id": uuid4(), "system": "water-utility"}), signed(own, right)),
    ):
        await asking.story.tell(fact.model_copy(update={"signature": signature}))
    await asking.work()
    assert Counter(await asking.outcomes()) == {("sms", "accepted", None): 1, (None, "refused", "signature"): 5}
    assert len(gateway.received) == 1


async def test_one_that_comes_too_late_is_told_to_have_expired(asking: Asking, gateway: Any) -> None:
    await asking.register()
    await asking.ask(useful_until=asking.story.now - timedelta(minutes=1))
    await asking.work()
    assert await asking.outcomes() == [(None, "expired", "late")]
    assert gateway.received == []


async def test_a_quota_counts_parts_by_the_hour_and_by_the_day(asking: Asking, gateway: Any) -> None:
    await asking.register(parts_an_hour=3, parts_a_day=5)
    long = only(sms="я" * 71)  # two parts

    async def ask(times: int = 1) -> list[str]:
        before = len(await asking.told())
        for _ in range(times):
            await asking.ask(long, channels=["sms"])
        await asking.work()
        return [one["reason"] for one in (await asking.told())[before:]]

    assert await ask(2) == ["quota", None]
    assert len(gateway.received) == 1
    asking.story.later(minutes=59)
    assert await ask() == ["quota"]
    asking.story.later(minutes=2)
    assert await ask() == [None]
    asking.story.later(hours=2)
    assert await ask() == ["quota"]
    asking.story.later(days=1)
    assert await ask() == [None]


async def test_many_who_count_at_once_do_not_go_beyond_it(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    await asking.register(parts_an_hour=3, parts_a_day=3)
    for _ in range(8):
        await asking.ask(channels=["sms"])
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    await asyncio.gather(*(asking.story.run(take_requests) for _ in range(8)))
    while await asking.story.run(take_requests):
        pass
    assert sorted(one.refused or "" for one in await asking.kept()) == ["", "", ""] + ["quota"] * 5


async def test_a_mail_is_one_part_and_a_channel_without_an_address_none(asking: Asking) -> None:
    await asking.register()
    await asking.ask(channels=["email"])
    await asking.ask()
    await asking.ask({"phone": None})
    await asking.work()
    assert [one.parts for one in await asking.kept()] == [1, 2, 1]
    assert ("sms", "suppressed", "no_phone") in await asking.outcomes()


async def test_a_suspended_system_is_refused_and_what_it_asked_for_before_goes_out(
    asking: Asking, gateway: Any, staff: Any
) -> None:
    system_id = await asking.register()
    await asking.ask(channels=["sms"])
    await asking.story.run(take_requests)
    answer = await staff.post(f"/api/notifications/v1/messages/systems/{system_id}/suspension")
    assert answer.status_code == 200, answer.text
    await asking.ask(channels=["sms"])
    await asking.work()
    assert set(await asking.outcomes()) == {("sms", "accepted", None), (None, "refused", "suspended")}
    assert len(gateway.received) == 1


async def test_at_night_it_waits_for_the_morning_unless_it_is_urgent(asking: Asking, gateway: Any) -> None:
    await asking.register(may_be_urgent=True)
    asking.story.now = NIGHT
    await asking.ask(channels=["sms"], useful_until=NIGHT + timedelta(days=1))
    await asking.ask({"phone": "+380501112233"}, channels=["sms"], urgent=True)
    await asking.ask({"phone": "+380501112244"}, channels=["sms"], useful_until=NIGHT + timedelta(hours=1))
    await asking.work()
    assert [sms["to"] for sms in gateway.received] == ["+380501112233"]
    assert sorted(await asking.outcomes()) == [("sms", "accepted", None), ("sms", "expired", "quiet_hours")]
    asking.story.later(hours=12)
    await asking.work()
    assert [sms["to"] for sms in gateway.received] == ["+380501112233", PHONE]


async def test_they_are_written_to_in_their_language_or_in_ukrainian(asking: Asking, gateway: Any) -> None:
    await asking.register()
    for language in ("en", "de"):
        await asking.ask({"language": language}, channels=["sms"])
    await asking.work()
    assert sorted(sms["text"] for sms in gateway.received) == ["No water on 5 June.", "Води не буде 5 червня."]


async def test_no_header_can_be_slipped_in_and_html_stays_text(asking: Asking, mailbox: Any) -> None:
    await asking.register(title="<b>Водоканал</b>")
    subject, body = "Вода\r\nBcc: all@example.org", "<script>alert(1)</script>\r\n.\r\nMAIL FROM:<x@example.org>"
    await asking.ask(only(subject=subject, email=body), channels=["email"])
    await asking.work()
    [mail] = mailbox.mails
    assert (mail["Bcc"], mail["Subject"]) == (None, "Вода Bcc: all@example.org")
    assert mailbox.recipients == [EMAIL]
    assert "<script>alert(1)</script>" in mail.get_body(("plain",)).get_content()


async def test_an_address_that_must_not_be_written_to_gets_nothing(asking: Asking, gateway: Any, staff: Any) -> None:
    await asking.register()
    unwanted = {"contact": "067 123 45 67", "note": "так просили"}
    await staff.post("/api/notifications/v1/messages/suppressions", json=unwanted)
    await asking.ask({"phone": "0671234567"}, channels=["sms"])
    await asking.work()
    assert gateway.received == []
    assert await asking.outcomes() == [("sms", "suppressed", "by_hand")]


async def test_nobody_sends_again_what_another_system_was_told_has_failed(
    asking: Asking, gateway: Any, staff: Any
) -> None:
    await asking.register()
    gateway.mood = 422
    await asking.ask(channels=["sms"])
    await asking.work()
    assert [outcome for _, outcome, _ in await asking.outcomes()] == ["failed"]
    [delivery] = (await asking.story.deliveries()).values()
    answer = await staff.post(f"/api/notifications/v1/messages/{delivery.id}/sendings")
    assert (answer.status_code, "asks again" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    "values",
    ["now(), null, null", "now(), 'quota', 3", "null, 'quota', null", "null, null, 1"],
)
async def test_the_database_keeps_no_verdict_that_is_none(database: Database, values: str) -> None:
    row = (
        "insert into message_request (id, version, system, request_id, channels, purpose, legal_basis, urgent,"
        " useful_until, key_version, received_at, checked_at, refused, parts) values (gen_random_uuid(), 0, 'a',"
        f" gen_random_uuid(), '{{}}', '', '', false, now(), 1, now(), {values})"
    )
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(text(row))
