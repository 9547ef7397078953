"""SMTP over kept connections."""

import asyncio
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from liaison_notifications.providers.smtp import Smtp


def mail() -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Message-ID"] = "office@example.org", "o@example.org", "<1@example.org>"
    message.set_content("Приходьте!\n")
    return message


async def test_one_connection_brings_many_mails(mailbox: Any) -> None:
    relay = Smtp(mailbox.url)
    for _ in range(3):
        assert (await relay.send(mail(), 5)).status == "accepted"
    assert (len(mailbox.received), len(relay._resting), relay._resting[0].mails) == (3, 1, 3)
    await relay.close()


async def test_a_text_without_an_end_of_line_arrives_all_the_same(mailbox: Any) -> None:
    relay, message = Smtp(mailbox.url), mail()
    message.set_payload("last words")
    assert (await relay.send(message, 5)).status == "accepted"
    assert mailbox.received[0].endswith(b"last words\r\n")
    await relay.close()


async def test_a_connection_that_was_cut_while_it_rested_costs_nothing(mailbox: Any) -> None:
    relay = Smtp(mailbox.url)
    await relay.send(mail(), 5)
    (resting,) = relay._resting
    await mailbox.stop()
    resting.client.transport.abort()
    await mailbox.start()
    outcomes = [await relay.send(mail(), 5) for _ in range(2)]
    assert [outcome.status for outcome in outcomes] == ["accepted", "accepted"]
    assert len(mailbox.received) == 3
    await relay.close()


async def test_a_kept_connection_cut_before_the_content_is_begun_anew_once(mailbox: Any) -> None:
    relay = Smtp(mailbox.url)
    await relay.send(mail(), 5)
    mailbox.mood = "cut_before_data"
    outcome = await relay.send(mail(), 5)
    assert (outcome.status, outcome.reason) == ("retry_wait", "unreachable")
    assert len(mailbox.received) == 1
    await relay.close()


async def test_a_kept_connection_cut_after_the_content_is_a_doubt_and_not_begun_anew(mailbox: Any) -> None:
    relay = Smtp(mailbox.url)
    await relay.send(mail(), 5)
    mailbox.mood = "accept_then_cut"
    assert (await relay.send(mail(), 5)).status == "unknown"
    assert len(mailbox.received) == 2
    await relay.close()


@pytest.mark.parametrize("mood", ["rcpt 451", "data 554"])
async def test_a_refusal_leaves_a_connection_that_is_reset_before_the_next_mail(mailbox: Any, mood: str) -> None:
    relay = Smtp(mailbox.url)
    mailbox.mood = mood
    assert (await relay.send(mail(), 5)).of_this_message
    assert not relay._resting[0].clean
    mailbox.mood = "accept"
    assert (await relay.send(mail(), 5)).status == "accepted"
    assert (len(mailbox.received), len(mailbox.recipients), len(relay._resting)) == (1, 1, 1)
    await relay.close()


@pytest.mark.parametrize("greeting, costless", [(b"421 x\r\n", True), (b"450 x\r\n", True), (b"554 x\r\n", False)])
async def test_refused_at_the_greeting_it_asks_for_patience_or_for_somebody_to_mend_it(
    greeting: bytes, costless: bool
) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    outcome = await Smtp(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}").send(mail(), 5)
    assert (outcome.status, outcome.costless) == ("retry_wait", costless)
    server.close()
    await server.wait_closed()
