"""Whoever calls a mail of ours spam is written to no more."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.model import Delivery
from sqlalchemy import select, text

from services.notifications.tests.conftest import EMAIL
from services.notifications.tests.subscribing import API, Reader, office, scheduled
from services.notifications.tests.use_cases.test_take_bounce import PATH as MAILS
from services.notifications.tests.use_cases.test_take_bounce import SECRET, mail, sent

PATH = f"/api/notifications/v1/complaints/{SECRET}"


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return more_settings | {"bounce_address": "bounces@liaison.example", "bounce_secret": SECRET}


def report(sender: str, kind: str = "abuse", field: str = "Original-Mail-From") -> bytes:
    """As a feedback loop sends it (RFC 5965), to the address that it was given; the recipient is blacked out."""
    named = f"{field}: <{sender}>\n" if field == "Original-Mail-From" else ""
    returned = f"Return-Path: <{sender}>\n" if field == "Return-Path" else ""
    return f"""\
From: <feedback@mail.example>
To: <bounces@liaison.example>
Subject: FW: spam
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Loop/1.0
Version: 1
{named}Original-Rcpt-To: <redacted@mail.example>

--b
Content-Type: {"text/rfc822-headers" if field == "Return-Path" else "message/rfc822"}

{returned}From: office@liaison.example
To: redacted@mail.example
Subject: x

x
--b--
""".replace("\n", "\r\n").encode()


async def next_mail(story: Any) -> tuple[str, str | None]:
    again = await story.somebody_signs_up(phone=None)
    await story.work()
    async with story.database.reading() as session:
        mails = (Delivery.sign_up_id == again) & (Delivery.channel == "email")
        row = (await session.scalars(select(Delivery).where(mails))).one()
    return row.status, row.reason


@pytest.mark.parametrize("how", ["Original-Mail-From", "Return-Path", "sender", "id", "Message-ID", "list"])
async def test_nothing_more_is_sent_there(story: Any, client: httpx.AsyncClient, mailbox: Any, how: str) -> None:
    sender = await sent(story, mailbox)
    row = (await story.deliveries())["email"]
    named = {"sender": sender, "id": str(row.id), "Message-ID": mailbox.mails[0]["Message-ID"]}
    for _ in range(2):  # it may come twice
        with clock.set_to(story.now):
            if how in {"Original-Mail-From", "Return-Path"}:
                answer = await client.post(MAILS, content=report(sender, field=how))
            elif how == "list":
                answer = await client.post(PATH, json=[{"message": sender}, {"message": str(new_id())}])
            else:
                answer = await client.post(PATH, json={"message": named[how]})
        assert answer.status_code == 204, answer.text
    assert await mail(story) == ("complained", "complaint")
    assert await next_mail(story) == ("suppressed", "complaint")


async def test_after_a_year_it_is_over(story: Any, client: httpx.AsyncClient, mailbox: Any) -> None:
    sender = await sent(story, mailbox)
    with clock.set_to(story.now):
        await client.post(MAILS, content=report(sender))
    async with story.database.reading() as session:
        (ends,) = (await session.scalars(text("select expires_at from suppression"))).all()
    assert ends == story.now + timedelta(days=365)


async def test_whoever_answers_for_the_network_lifts_it_before(
    story: Any, staff: httpx.AsyncClient, mailbox: Any
) -> None:
    sender = await sent(story, mailbox)
    with clock.set_to(story.now):
        await staff.post(MAILS, content=report(sender))
        found = await staff.post(f"{API}/messages/suppressions/questions", json={"contact": EMAIL})
        place = found.headers["location"]
        assert (await staff.post(f"{API}{place}/lifting", json={"because": "помилка"})).status_code == 200
    assert await next_mail(story) == ("accepted", None)


@pytest.mark.parametrize("what", ["not spam", "forged", "a failed signature", "without a report"])
async def test_what_is_no_complaint_of_ours_changes_nothing(
    story: Any, client: httpx.AsyncClient, mailbox: Any, what: str
) -> None:
    sender = await sent(story, mailbox)
    content = {
        "not spam": report(sender, "not-spam"),
        "forged": report(sender.replace(sender[8:40], new_id().hex)),
        "a failed signature": report(sender, "auth-failure"),
        "without a report": report(sender).replace(b"message/feedback-report", b"text/plain"),
    }[what]
    assert (await client.post(MAILS, content=content)).status_code == 204
    assert (await mail(story))[0] == "accepted"


@pytest.mark.parametrize(
    "kind",
    ["charset*=utf-8''x", "charset=idna", "charset=undefined", "charset=punycode", 'charset="a\0b"', "charset=hex"],
)
async def test_whatever_anybody_sends_there_stops_nothing(client: httpx.AsyncClient, kind: str) -> None:
    hostile = report("x", field="Return-Path").replace(b"text/rfc822-headers", f"text/rfc822-headers; {kind}".encode())
    answer = await client.post(MAILS, content=hostile.replace(b"Subject: x", b"Subject: \xff\xd0"))
    assert answer.status_code == 204


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b'{"message": 1}', b'"x"', b"[[]]", b'{"message": "x"}'])
async def test_what_names_no_message_is_refused_or_forgotten(
    story: Any, client: httpx.AsyncClient, mailbox: Any, content: bytes
) -> None:
    await sent(story, mailbox)
    answer = await client.post(PATH, content=content)
    assert answer.status_code == (204 if content == b'{"message": "x"}' else 422)
    assert (await client.post(f"{PATH}x", content=content)).status_code == 404
    assert (await mail(story))[0] == "accepted"


async def test_of_news_it_withdraws_the_consent_as_well(story: Any, reader: Reader, mailbox: Any) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL)
    await story.tell(scheduled(story))
    await story.run(plan_news)
    await story.work()
    answer = await reader.post(PATH, content=json.dumps({"message": mailbox.senders[-1]}))
    assert answer.status_code == 204
    told = (await reader.get(f"{API}{own}")).json()
    assert told["choices"] is None
    assert [(one["act"], one["how"]) for one in told["ledger"]] == [("withdrawn", "complaint"), ("given", "link")]
    assert "позначивши повідомлення як спам" in (await reader.get(own)).text
