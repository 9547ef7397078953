"""SMTP over kept connections, with PIPELINING (RFC 2920) and without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from liaison_notifications.providers import smtp_dialogue
from liaison_notifications.providers.smtp import Smtp, _path


def mail() -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Message-ID"] = "office@example.org", "o@example.org", "<1@example.org>"
    message.set_content("Приходьте!\n")
    return message


@pytest.fixture(params=[True, False], ids=["pipelining", "one at a time"], autouse=True)
def offers(request: pytest.FixtureRequest, mailbox: Any) -> bool:
    mailbox.pipelining = request.param
    return bool(request.param)


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


class Scripted:
    """A mail server that answers MAIL, RCPT, DATA and the content as it is told."""

    def __init__(self, pipelining: bool) -> None:
        self.pipelining = pipelining
        self.answers = [b"250 x", b"250 x", b"354 x", b"250 x"]
        self.in_pieces = False
        self.commands: list[bytes] = []
        self.contents: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 x\r\n")
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while (verb := (await reader.readuntil())[:4]) != b"QUIT":
                verbs = [verb]
                if verb == b"MAIL" and self.pipelining:  # nothing is said before all is there
                    verbs += [(await reader.readuntil())[:4] for _ in range(2)]
                assert not reader._buffer  # type: ignore[attr-defined]
                for each in verbs:
                    self.commands.append(each)
                    await self._answer(each, reader, writer)
        writer.close()

    async def _answer(self, verb: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = dict(zip((b"MAIL", b"RCPT", b"DATA"), self.answers, strict=False))
        if self.pipelining:
            answers[b"EHLO"] = b"250-x\r\n250-PIPELINING\r\n250 HELP"
        await self._say(writer, answers.get(verb, b"250 x"))
        if verb == b"DATA" and self.answers[2].startswith(b"354"):
            self.contents.append(await reader.readuntil(b"\r\n.\r\n"))
            await self._say(writer, self.answers[3])

    async def _say(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        data = answer + b"\r\n"
        for piece in [data[n : n + 1] for n in range(len(data))] if self.in_pieces else [data]:
            writer.write(piece)
            await asyncio.sleep(0)


@pytest_asyncio.fixture
async def scripted(offers: bool) -> AsyncIterator[tuple[Scripted, Smtp]]:
    script = Scripted(offers)
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    relay = Smtp(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    yield script, relay
    await relay.close()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("in_pieces", [False, True])
async def test_commands_come_together_where_the_server_takes_them_so_and_else_one_by_one(
    scripted: Any, in_pieces: bool
) -> None:
    """The server says nothing before it has all three, or gives up where there is more than the one it answers."""
    script, relay = scripted
    script.in_pieces = in_pieces
    script.answers = [b"250-there is\r\n250-more\r\n250 x", b"251 x", b"354 x", b"250 x"]
    assert [(await relay.send(mail(), 5)).status for _ in range(3)] == ["accepted"] * 3
    assert script.commands == [b"EHLO", *[b"MAIL", b"RCPT", b"DATA"] * 3]


WRONG = {
    "550": ("failed", "refused 550"),
    "451": ("retry_wait", "refused 451"),
    "421": ("retry_wait", "refused 421"),
    "220": ("retry_wait", "strange_answer 220"),
    "rubbish": ("retry_wait", "strange_answer -1"),
}


@pytest.mark.parametrize("code", WRONG)
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_the_first_wrong_answer_decides_and_no_content_is_said_after_it(
    scripted: Any, step: str, code: str
) -> None:
    script, relay = scripted
    script.answers[["MAIL", "RCPT", "DATA"].index(step)] = code.encode()
    outcome = await relay.send(mail(), 5)
    assert (outcome.status, outcome.reason, script.contents) == (*WRONG[code], [])
    script.answers = [b"250 x", b"250 x", b"354 x", b"250 x"]
    assert ((await relay.send(mail(), 5)).status, len(script.contents)) == ("accepted", 1)


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
async def test_a_refusal_that_all_later_commands_share_costs_no_connection(scripted: Any, step: str) -> None:
    script, relay = scripted
    script.answers = [b"550 x" if step == "MAIL" else b"250 x", b"550 x", b"503 x", b"250 x"]
    assert (await relay.send(mail(), 5)).reason == "refused 550"
    script.answers = [b"250 x", b"250 x", b"354 x", b"250 x"]
    assert (await relay.send(mail(), 5)).status == "accepted"
    assert (script.commands.count(b"EHLO"), script.commands.count(b"RSET")) == (1, 1)


async def test_an_answer_that_does_not_come_after_a_refusal_is_not_waited_for_with_the_next_mail(
    scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, relay = scripted
    monkeypatch.setattr(smtp_dialogue, "STEP_SECONDS", 0.05)
    script.answers = [b"250 x", b"550 x", b"503-this line has no end", b"250 x"]
    assert (await relay.send(mail(), 5)).reason == "refused 550"
    script.answers[1:3] = [b"250 x", b"354 x"]
    assert ((await relay.send(mail(), 5)).status, len(script.contents)) == ("accepted", 1)
    assert script.commands.count(b"EHLO") == (2 if script.pipelining else 1)


async def test_what_nobody_asked_for_is_no_answer_to_the_next_mail(scripted: Any) -> None:
    script, relay = scripted
    script.answers[3] = b"250 x\r\n250 by the way\r\n550 no more today"
    assert [(await relay.send(mail(), 5)).status for _ in range(2)] == ["accepted"] * 2
    assert len(script.contents) == 2


@pytest.mark.parametrize("code", ["220", "rubbish"])
async def test_an_answer_to_the_content_that_nobody_understands_is_a_doubt(scripted: Any, code: str) -> None:
    script, relay = scripted
    script.answers[3] = code.encode()
    outcome = await relay.send(mail(), 5)
    assert (outcome.status, len(script.contents)) == ("unknown", 1)


@given(st.text(min_size=1) | st.from_regex(r"[a-z]{1,5}[\x00-\x1f\x7f >\"]{0,3}[a-z]{0,5}@[a-z\r\n\0]{1,9}"))
def test_an_address_is_one_word_of_a_command_or_is_not_said(address: str) -> None:
    with suppress(ValueError):
        path = _path(address).decode("ascii")
        assert path.isprintable()
        assert (path[0], path[-1]) == ("<", ">")


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
