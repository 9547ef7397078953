"""Gateways do to each message what their script says, and count what telephones got."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiosmtplib
import httpx
import pytest
import pytest_asyncio
import smpp34
from liaison_local.gateways import gsm
from liaison_local.gateways.gateway import Gateway
from liaison_local.gateways.generic import Generic
from liaison_local.gateways.http1 import Connection, Reply, Request
from liaison_local.gateways.listener import Listener
from liaison_local.gateways.script import Does, Receipts, Rule, Script
from liaison_local.gateways.smpp import Smsc
from liaison_local.gateways.smtp import Mail
from liaison_local.gateways.turbosms import TurboSms
from liaison_local.ports import free_port
from liaison_local.supervising.probes import answers_health
from liaison_local.supervising.process import Process, Program

SMS = {"id": "m-1", "to": "+380501234567", "text": "Зустріч о 18:00", "sender": "Liaison"}
TURBO = {"recipients": ["380501234567"], "sms": {"sender": "L", "text": "Зустріч"}, "sequence_id": "m-1"}
MAIL = b"From: a@example.org\r\nTo: b@example.org\r\nMessage-ID: <m-1@example.org>\r\n\r\nx\r\n"


@pytest_asyncio.fixture
async def open_gateway() -> AsyncIterator[Callable[..., Any]]:
    opened: list[Gateway] = []

    async def make(kind: Callable[[int], Gateway], *rules: Rule, **script: Any) -> Any:
        gateway = kind(free_port(set()))
        gateway.direct(Script(rules=list(rules), **script))
        await gateway.up()
        opened.append(gateway)
        return gateway

    yield make
    for gateway in opened:
        await gateway.close()


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(headers={"authorization": "Bearer t"}, trust_env=False, timeout=5) as made:
        yield made


def url(gateway: Gateway, path: str = "/sms/messages") -> str:
    return f"http://127.0.0.1:{gateway.listener.port}{path}"


async def test_what_is_taken_can_be_asked_for_and_once_only_is_counted(open_gateway: Any, client: Any) -> None:
    gateway = await open_gateway(Generic, once_only=True)
    assert (await client.get(url(gateway, "/sms/messages/m-1"))).status_code == 404
    assert [(await client.post(url(gateway), json=SMS)).status_code for _ in range(3)] == [202] * 3
    assert (await client.get(url(gateway, "/sms/messages/m-1"))).json()["id"] == "m-1"
    assert gateway.received.counts == {
        "requests": 3, "refused": 0, "repeated": 2, "asked": 2, "taken": 1, "ids": 1, "doubled": 0,
    }  # fmt: skip


async def test_without_once_only_what_comes_twice_is_doubled(open_gateway: Any, client: Any) -> None:
    gateway = await open_gateway(Generic)
    for _ in range(2):
        await client.post(url(gateway), json=SMS)
    assert (gateway.received.counts["taken"], gateway.received.counts["doubled"]) == (2, 1)


@pytest.mark.parametrize(
    "rule, answer, taken",
    [
        (Rule(does=Does.REFUSE, code=422), 422, 0),
        (Rule(does=Does.CUT), None, 0),
        (Rule(does=Does.ACCEPT_AND_CUT), None, 1),
        (Rule(does=Does.ACCEPT_AND_SAY, code=503), 503, 1),
        (Rule(does=Does.ACCEPT_AND_WAIT, seconds=0.01), 202, 1),
        (Rule(does=Does.WAIT, seconds=0.01), 202, 1),
        (Rule(does=Does.THROTTLE, seconds=7), 429, 0),
        (Rule(does=Does.REFUSE, to="+38067"), 202, 1),
    ],
    ids=str,
)
async def test_a_rule_decides(open_gateway: Any, client: Any, rule: Rule, answer: int | None, taken: int) -> None:
    gateway = await open_gateway(Generic, rule)
    try:
        said = (await client.post(url(gateway), json=SMS)).status_code
    except httpx.TransportError:
        said = None
    assert (said, gateway.received.counts["taken"]) == (answer, taken)


async def test_beyond_its_rate_it_asks_for_patience(open_gateway: Any, client: Any) -> None:
    gateway = await open_gateway(Generic, Rule(does=Does.THROTTLE, rate=2, seconds=3))
    answers = [await client.post(url(gateway), json=SMS | {"id": str(n)}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[2].headers["retry-after"] == "3"


async def test_a_rule_holds_for_so_many_times(open_gateway: Any, client: Any) -> None:
    gateway = await open_gateway(Generic, Rule(does=Does.REFUSE, times=1))
    assert [(await client.post(url(gateway), json=SMS)).status_code for _ in range(2)] == [503, 202]


async def test_one_that_is_down_refuses_connections_until_it_is_up(open_gateway: Any, client: Any) -> None:
    gateway = await open_gateway(Generic)
    await client.post(url(gateway), json=SMS)
    await gateway.down()
    with pytest.raises(httpx.TransportError):
        await client.post(url(gateway), json=SMS)
    await gateway.up()
    assert (await client.get(url(gateway, "/sms/messages/m-1"))).status_code == 200


async def test_turbosms_says_200_to_everything_and_carries_a_sequence_id_out_once(
    open_gateway: Any, client: Any
) -> None:
    gateway = await open_gateway(TurboSms, Rule(does=Does.REFUSE, code=203, times=1))
    answers = [await client.post(url(gateway, "/message/send.json"), json=TURBO) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert [answer.json()["response_code"] for answer in answers] == [203, 800, 507]
    ids = [answer.json()["response_result"][0]["message_id"] for answer in answers[1:]]
    assert ids[0] == ids[1]
    assert (gateway.received.counts["taken"], gateway.received.counts["repeated"]) == (1, 1)
    status = await client.post(url(gateway, "/message/status.json"), json={"messages": [ids[0], "none"]})
    assert [one["response_code"] for one in status.json()["response_result"]] == [0, 414]


class Hook:
    """Where receipts are posted."""

    def __init__(self) -> None:
        self.bodies = list[bytes]()
        self.tokens = set[str]()
        self.listener = Listener(lambda listener: Connection(self.take, listener), free_port(set()))

    def take(self, request: Request) -> Reply:
        self.bodies.append(request.body)
        self.tokens.add(request.headers["authorization"])
        return Reply()


@pytest_asyncio.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    await made.listener.up()
    yield made
    await made.listener.down()


async def nothing_under_way(gateway: Gateway) -> None:
    while gateway.posting.under_way:  # noqa: ASYNC110 - it does not tell
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "plan, told",
    [
        ({}, ["sent", "delivered"]),
        ({"reordered": 1, "doubled": 1, "undelivered": 1}, ["undelivered", "sent", "undelivered"]),
    ],
)
async def test_receipts_come_as_the_script_says(
    open_gateway: Any, client: Any, hook: Hook, plan: dict[str, float], told: list[str]
) -> None:
    receipts = Receipts(url=url(hook), token="r", after=0, **plan)
    gateway = await open_gateway(Generic, receipts=receipts)
    await client.post(url(gateway), json=SMS)
    await nothing_under_way(gateway)
    assert [httpx.Response(200, content=body).json()["status"] for body in hook.bodies] == told
    assert hook.tokens == {"Bearer r"}


async def test_an_early_receipt_is_there_before_the_answer_and_a_foreign_one_is_of_nobody(
    open_gateway: Any, client: Any, hook: Hook
) -> None:
    gateway = await open_gateway(TurboSms, receipts=Receipts(url=url(hook), token="r", early=1, foreign=1))
    answer = await client.post(url(gateway, "/message/send.json"), json=TURBO)
    assert len(hook.bodies) >= 1
    await nothing_under_way(gateway)
    ids = [httpx.Response(200, content=body).json()["message_id"] for body in hook.bodies]
    ours = answer.json()["response_result"][0]["message_id"]
    assert (ids.count(ours), len(ids)) == (2, 3)


@pytest.mark.parametrize(
    "rule, code, taken",
    [
        (None, 250, 1),
        (Rule(does=Does.GREYLIST, seconds=60), 451, 0),
        (Rule(does=Does.REFUSE), 550, 0),
        (Rule(does=Does.THROTTLE), 451, 0),
        (Rule(does=Does.ACCEPT_AND_CUT), None, 1),
        (Rule(does=Does.ACCEPT_AND_SAY, code=554), 554, 1),
    ],
    ids=str,
)
async def test_a_mail_server_does_as_its_script_says(
    open_gateway: Any, rule: Rule | None, code: int | None, taken: int
) -> None:
    gateway = await open_gateway(Mail, *([rule] if rule else []))
    mail = aiosmtplib.SMTP(hostname="127.0.0.1", port=gateway.listener.port, timeout=5)
    await mail.connect()
    try:
        await mail.sendmail("a@example.org", ["b@example.org"], MAIL)
        said: int | None = 250
    except aiosmtplib.SMTPRecipientsRefused as refused:
        said = refused.recipients[0].code
    except aiosmtplib.SMTPResponseException as refused:
        said = refused.code
    except aiosmtplib.SMTPServerDisconnected:
        said = None
    mail.close()
    assert (said, gateway.received.counts["taken"]) == (code, taken)
    assert gateway.received.ids == ["<m-1@example.org>"] * taken


async def test_greylisting_ends_when_the_time_is_over(open_gateway: Any) -> None:
    gateway = await open_gateway(Mail, Rule(does=Does.GREYLIST, seconds=0))
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=gateway.listener.port) as mail:
        await mail.sendmail("a@example.org", ["b@example.org"], MAIL)
    assert gateway.received.counts["taken"] == 1


@pytest_asyncio.fixture
async def smsc(open_gateway: Any) -> AsyncIterator[tuple[Smsc, smpp34.Smsc]]:
    gateway = await open_gateway(Smsc)
    client = smpp34.Client("127.0.0.1", gateway.listener.port, "esme", "p", bind_type="TRX")
    yield gateway, await client.connect()
    await client.stop()


async def test_an_smsc_puts_parts_together_in_whatever_order_they_come(smsc: tuple[Smsc, Any]) -> None:
    gateway, session = smsc
    for number, text in ((2, "о 18:00"), (1, "Зустріч ")):
        content = bytes([5, 0, 3, 77, 2, number]) + text.encode("utf-16-be")
        await session.submit_sm("380501234567", content, esm_class=0x40, data_coding=8)
    (message,) = gateway.received.messages
    assert (message.text, message.parts) == ("Зустріч о 18:00", 2)


async def test_an_smsc_tells_half_a_pair_from_a_text(smsc: tuple[Smsc, Any]) -> None:
    gateway, session = smsc
    half = "🎉".encode("utf-16-be")[:2]
    await session.submit_sm("380501234567", bytes([5, 0, 3, 77, 2, 1]) + half, esm_class=0x40, data_coding=8)
    assert (gateway.broken, gateway.received.messages) == (1, [])


async def test_an_smsc_cuts_what_is_handed_over_whole_and_takes_no_short_message_that_is_longer(
    smsc: tuple[Smsc, Any],
) -> None:
    gateway, session = smsc
    text = "ї" * 66 + "🎉" + "ї" * 10
    whole = smpp34.Tlv(smpp34.TLV_MESSAGE_PAYLOAD, text.encode("utf-16-be"))
    await session.submit_sm("380501234567", tlvs=[whole], data_coding=8)
    await session.submit_sm("380501234567", text.encode("utf-16-be"), data_coding=8)
    (message,) = gateway.received.messages
    assert (message.text, message.parts, gateway.broken) == (text, 2, 1)


@pytest.mark.parametrize(
    "text, coding, lengths", [("ї" * 71, 8, [134, 8]), ("a" * 161, 0, [153, 8]), ("a" * 160, 0, [160])]
)
def test_each_part_is_as_full_as_can_be(text: str, coding: int, lengths: list[int]) -> None:
    content = text.encode("utf-16-be" if coding else "ascii")
    assert [len(part) for part in gsm.cut(content, coding)] == lengths


async def test_an_smsc_tells_what_became_of_a_message_by_a_decimal_id(smsc: tuple[Smsc, Any]) -> None:
    gateway, session = smsc
    gateway.direct(Script(receipts=Receipts(after=0, decimal=True)))
    answer = await session.submit_sm("380501234567", b"x", registered_delivery=1)
    assert answer.message_id == "000000A1"
    told = [(await session.next()).short_message.decode() for _ in range(2)]
    assert [text.partition(" ")[0] for text in told] == ["id:0000000161"] * 2
    assert ["stat:ENROUTE" in told[0], "stat:DELIVRD" in told[1]] == [True, True]


async def test_an_smsc_cuts_the_session_and_has_the_message(smsc: tuple[Smsc, Any]) -> None:
    gateway, session = smsc
    gateway.direct(Script(rules=[Rule(does=Does.ACCEPT_AND_CUT, times=1), Rule(does=Does.THROTTLE)]))
    with pytest.raises(smpp34.SmppError):
        await session.submit_sm("380501234567", b"x")
    assert len(gateway.received.messages) == 1


@pytest.mark.parametrize("content, text", [(b"\x00 1\x1be", "@ 1€"), (b"\x1b(x\x1b)", "{x}")])
def test_the_default_alphabet_is_read_as_telephones_do(content: bytes, text: str) -> None:
    assert gsm.decoded(content, 0) == text


def test_they_run_as_a_program_and_are_told_by_http(tmp_path: Path) -> None:
    control, generic = free_port(set()), free_port(set())
    options = ["--control-port", str(control), "--generic-port", str(generic)]
    command = [sys.executable, "-m", "liaison_local.gateways", *options]
    running = Process(Program("gateways", command, tmp_path / "log", lambda: answers_health(control), port=control))
    running.start_and_wait()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{control}", trust_env=False) as asking:
            asking.put("/generic/script", json={"rules": [{"does": "refuse", "code": 422}]}).raise_for_status()
            headers = {"authorization": "Bearer t"}
            refused = httpx.post(f"http://127.0.0.1:{generic}/sms/messages", json=SMS, headers=headers)
            assert refused.status_code == 422
            assert asking.get("/generic/counts").json()["refused"] == 1
            assert asking.get("/other/counts").status_code == 404
            assert asking.put("/generic/script", json={"rules": [{"does": "dance"}]}).status_code == 422
    finally:
        running.stop()
