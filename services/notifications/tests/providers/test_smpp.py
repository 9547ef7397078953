"""SMPP 3.4, with a server of the library's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
import smpp34
import structlog
from hypothesis import example, given, settings
from liaison_local.gateways import gsm
from liaison_local.gateways.smpp import Smsc as Network
from liaison_local.ports import free_port
from liaison_notifications.model.consent.answers import Answer, Word
from liaison_notifications.providers import smpp as provider_module
from liaison_notifications.providers import smpp_sessions
from liaison_notifications.providers.provider import Sms
from liaison_notifications.providers.smpp import Smpp, encoded

from services.notifications.tests.providers.wordings import TEXTS

SMS = Sms("m-1", "+380671234567", "Зустріч о 18:00")


class Smsc:
    """`answer`: a status to refuse with, 0 to accept, None to stay silent."""

    def __init__(self, port: int) -> None:
        self.port, self.received, self.answer = port, list[Any](), 0
        self.sessions, self.ended = list[smpp34.Esme](), 0
        self._server = smpp34.Server(host="127.0.0.1", port=port, system_id="test")

    async def run(self) -> None:
        await self._server.start()
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self.sessions.append(event)
            elif isinstance(event, smpp34.Unbound):
                self.ended += 1
            else:
                self.received.append(event)
                if self.answer == 0:
                    event.accept(message_id=f"a{len(self.received)}")
                elif self.answer is not None:
                    event.reject(self.answer)


async def until(reached: Callable[[], bool]) -> None:
    """The library tells nothing of itself."""
    async with asyncio.timeout(30):
        while not reached():  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def smsc() -> AsyncIterator[Smsc]:
    made = Smsc(free_port(set()))
    running = asyncio.create_task(made.run())
    await asyncio.sleep(0)
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await made._server.stop()


@pytest_asyncio.fixture
async def provider(smsc: Smsc) -> AsyncIterator[Smpp]:
    made = Smpp(f"smpp://esme:p%40ss@127.0.0.1:{smsc.port}", "Vinnytsia", window=10)
    while (await made.send(Sms("warm", "+380670000000", "x"), 1)).status != "accepted":  # noqa: ASYNC110 - it does not tell
        await asyncio.sleep(0.01)
    smsc.received.clear()
    yield made
    await made.close()


async def test_a_message_arrives_with_its_sender_and_its_alphabet(smsc: Smsc, provider: Smpp) -> None:
    outcome = await provider.send(SMS, 5)
    (received,) = smsc.received
    assert (outcome.status, outcome.provider_id) == ("accepted", "a1")
    assert (received.destination_addr, received.dest_addr_ton) == ("380671234567", 1)
    assert (received.source_addr, received.source_addr_ton) == ("Vinnytsia", 5)
    assert (received.data_coding, received.short_message.decode("utf-16-be")) == (8, SMS.text)


async def test_a_long_text_travels_whole(smsc: Smsc, provider: Smpp) -> None:
    text = "Запрошуємо на зустріч. " * 12
    assert (await provider.send(Sms("m-2", SMS.to, text), 5)).status == "accepted"
    (received,) = smsc.received
    (payload,) = [tlv.value for tlv in received.tlvs if tlv.tag == smpp34.TLV_MESSAGE_PAYLOAD]
    assert (received.short_message, payload.decode("utf-16-be")) == (b"", text)


@pytest.mark.parametrize(
    "answer, status, costless",
    [
        (0x58, "retry_wait", True),
        (0x14, "retry_wait", True),
        (0x0B, "failed", False),
        (0x45, "retry_wait", False),
        (0x0E, "retry_wait", False),
        (0x08, "unknown", False),
        (0xFF, "unknown", False),
        (0x64, "unknown", False),  # nothing that submit_sm is answered with by the standard
        (0x410, "unknown", False),  # each network's own
    ],
)
async def test_what_it_refuses_with_decides(
    smsc: Smsc, provider: Smpp, answer: int, status: str, costless: bool
) -> None:
    smsc.answer = answer
    outcome = await provider.send(SMS, 5)
    assert (outcome.status, outcome.costless) == (status, costless)


async def test_silence_is_a_doubt_and_the_next_message_has_a_session_of_its_own(smsc: Smsc, provider: Smpp) -> None:
    smsc.answer = None
    outcome = await provider.send(SMS, 0.2)
    assert (outcome.status, outcome.reason) == ("unknown", "no_answer")
    smsc.answer = 0
    assert (await provider.send(Sms("m-3", SMS.to, "x"), 5)).status == "accepted"


async def test_without_a_session_it_certainly_was_not_sent() -> None:
    outcome = await Smpp("smpp://esme:secret@127.0.0.1:1", "Vinnytsia", window=10).send(SMS, 5)
    assert (outcome.status, outcome.reason) == ("retry_wait", "unreachable")


async def test_only_the_one_that_got_no_answer_in_time_is_in_doubt(smsc: Smsc, provider: Smpp) -> None:
    """Those that were under way with it wait on, and get theirs over the session that takes no others any more."""
    smsc.answer = None
    waiting = [asyncio.create_task(provider.send(Sms(f"m-{n}", SMS.to, f"{n}"), 5)) for n in range(3)]
    await until(lambda: len(smsc.received) == 3)
    assert (await provider.send(SMS, 0.1)).status == "unknown"
    smsc.answer = 0
    assert (await provider.send(Sms("m-5", SMS.to, "x"), 5)).status == "accepted"
    for event in smsc.received[:3]:
        event.accept(message_id=f"late{event.short_message.decode()}")
    outcomes = [await each for each in waiting]
    assert [(one.status, one.provider_id) for one in outcomes] == [("accepted", f"late{n}") for n in range(3)]
    await until(lambda: smsc.ended == 1)  # the first session, once nothing is waited for
    assert len(smsc.sessions) == 2


async def test_a_session_that_the_other_side_ends_is_opened_again_without_a_message(smsc: Smsc, provider: Smpp) -> None:
    """Receipts come over it by themselves."""
    with structlog.testing.capture_logs() as lines:
        await smsc.sessions[0].unbind()
        await until(lambda: len(smsc.sessions) == 2)
        await smsc.sessions[1].deliver_sm("Vinnytsia", b"id:a1 stat:DELIVRD", source_addr="380671234567", esm_class=4)
        await until(lambda: len(provider.heard().receipts) == 1)
    assert [line["event"] for line in lines] == ["session.over", "session.open"]


async def test_while_nobody_answers_a_session_is_tried_for_again_and_again(
    smsc: Smsc, provider: Smpp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smpp_sessions, "FIRST_PAUSE", 0.01)
    tried = []

    class Refused:
        def __init__(self, *_: Any, **__: Any) -> None:
            tried.append(self)

        async def connect(self) -> None:
            raise smpp34.SmppError

    with monkeypatch.context() as patch:
        patch.setattr(smpp_sessions.smpp34, "Client", Refused)
        await smsc.sessions[0].unbind()
        await until(lambda: len(tried) >= 3)
    await until(lambda: len(smsc.sessions) == 2)


async def test_a_receipt_that_cannot_be_read_costs_a_session_and_no_other_receipt(
    smsc: Smsc, provider: Smpp, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = {"short_message": b"id:a1 stat:DELIVRD", "source_addr": "380671234567", "esm_class": 4}
    with monkeypatch.context() as patch:
        patch.setattr(provider_module, "_read", lambda _: 1 / 0)
        await smsc.sessions[0].deliver_sm("Vinnytsia", **deliver)
        await until(lambda: len(smsc.sessions) == 2)
    await smsc.sessions[1].deliver_sm("Vinnytsia", **deliver)
    await until(lambda: len(provider.heard().receipts) == 1)


@pytest.mark.parametrize(
    "sent, coding, more, word",
    [
        (b"STOP", 0, {}, "stop"),
        (b"Start!", 3, {}, "start"),
        ("Стоп".encode("utf-16-be"), 8, {}, "stop"),
        ("СТОП".encode("iso8859-5"), 6, {}, "stop"),
        (b"", 0, {"tlvs": [smpp34.Tlv(smpp34.TLV_MESSAGE_PAYLOAD, b"STOP")]}, "stop"),
        (b"Don't stop", 1, {}, "other"),
        (b"STOP", 4, {}, "other"),  # octets of no alphabet
        (b"\x05\x00\x03\x01\x02\x01STOP", 0, {"esm_class": 0x40}, "other"),  # a part of something longer
        (b"stop", 0, {"tlvs": [smpp34.Tlv(provider_module.SAR_TOTAL, b"\x02")]}, "other"),  # likewise
        (b"\xd8", 8, {}, "other"),  # half a letter
    ],
)
async def test_whoever_answers_is_heard_by_their_word(
    smsc: Smsc, provider: Smpp, sent: bytes, coding: int, more: dict[str, Any], word: str
) -> None:
    await smsc.sessions[0].deliver_sm("4567", sent, source_addr="380671234567", data_coding=coding, **more)
    await until(lambda: len(provider.heard().answers) == 1)
    assert provider.heard().answers == [Answer("380671234567", Word(word))]
    assert provider.heard().receipts == []


async def test_what_was_acknowledged_until_it_is_closed_is_heard(smsc: Smsc, provider: Smpp) -> None:
    """And then no session is opened any more."""
    session = smsc.sessions[0]
    sent = [asyncio.ensure_future(session.deliver_sm("4567", b"STOP", source_addr=f"380671{n:06}")) for n in range(200)]
    await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
    await provider.close()
    answered = await asyncio.gather(*sent, return_exceptions=True)
    acknowledged = sum(not isinstance(one, BaseException) for one in answered)
    assert acknowledged > 0
    assert len(provider.heard().answers) >= acknowledged
    await asyncio.sleep(0)
    assert len(smsc.sessions) == 1


@pytest.mark.parametrize("text", ["a@b", "$5", "a_b", "[x]", "5 €", "{^~|\\}", "Zustrich\no 18:00"])
def test_a_latin_text_travels_in_the_alphabet_in_which_it_was_counted(text: str) -> None:
    coding, content = encoded(text)
    assert (coding, gsm.decoded(content, coding)) == (0, text)


@pytest.mark.parametrize("text", ["Київ", "“x”", "😀", "a\x1bb"])
def test_what_that_alphabet_has_not_travels_in_16_bits(text: str) -> None:
    assert encoded(text) == (8, text.encode("utf-16-be"))


@settings(max_examples=400, deadline=None)
@given(TEXTS.map("".join))
@example("a" * 152 + "€" + "a" * 20)
@example("ї" * 66 + "😀" + "ї" * 20)
def test_what_a_network_makes_of_it_are_as_many_parts_as_were_counted_and_the_whole_text(text: str) -> None:
    coding, content = encoded(text)
    cut = gsm.cut(content, coding)
    assert "".join(gsm.decoded(each, coding) for each in cut) == text  # each alone, strictly: no pair is parted
    assert len(cut) == Sms("m-1", SMS.to, text).parts


BORDERS = [
    letter * before + hard + letter * after
    for letter in "aїЖ"
    for hard in ("€", "[", "😀", "@_")
    for before in (0, 65, 66, 67, 68, 69, 70, 151, 152, 153, 158, 159, 160)
    for after in (0, 1, 70, 153)
]


async def test_what_telephones_get_is_what_was_sent_at_every_border() -> None:
    network = Network(free_port(set()))
    await network.up()
    provider = Smpp(f"smpp://e:p@127.0.0.1:{network.listener.port}", "Vinnytsia", window=10)
    while (await provider.send(Sms("warm", SMS.to, "x"), 1)).status != "accepted":  # noqa: ASYNC110 - it does not tell
        await asyncio.sleep(0.01)
    network.clear()
    for text in BORDERS:
        assert (await provider.send(Sms("m", SMS.to, text), 5)).status == "accepted"
    got = [(message.text, message.parts) for message in network.received.messages]
    assert got == [(text, Sms("m", SMS.to, text).parts) for text in BORDERS]
    assert network.broken == 0
    await provider.close()
    await network.close()
