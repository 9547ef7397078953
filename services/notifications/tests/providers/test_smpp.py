"""SMPP 3.4, with a server of the library's."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import smpp34
from liaison_local.ports import free_port
from liaison_notifications.providers.provider import Sms
from liaison_notifications.providers.smpp import Smpp, encoded

SMS = Sms("m-1", "+380671234567", "Зустріч о 18:00")


class Smsc:
    """`answer`: a status to refuse with, 0 to accept, None to stay silent."""

    def __init__(self, port: int) -> None:
        self.port, self.received, self.answer = port, list[Any](), 0
        self._server = smpp34.Server(host="127.0.0.1", port=port, system_id="test")

    async def run(self) -> None:
        await self._server.start()
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.SubmitSmEvent):
                self.received.append(event)
                if self.answer == 0:
                    event.accept(message_id=f"a{len(self.received)}")
                elif self.answer is not None:
                    event.reject(self.answer)


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


def test_what_two_alphabets_number_differently_goes_as_ucs2() -> None:
    assert encoded("Zustrich o 18:00") == (0, b"Zustrich o 18:00")
    assert [encoded(text)[0] for text in ("a@b", "$5", "a_b", "[x]", "Київ", "“x”")] == [8] * 6
