"""SMS by SMPP 3.4: one bound session, and one submit_sm for a message whatever its length.

A long text travels whole (message_payload), so that a message can never be sent by half. What was submitted and not
answered is in doubt for good: the protocol promises no once-only, and what query_sm may ask for is the other side's id.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

import smpp34

from liaison_notifications.model.consent.answers import answer_of
from liaison_notifications.model.sending.delivery import DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.receipts import Said
from liaison_notifications.providers.parts import Encoding, encoding_of, septets
from liaison_notifications.providers.provider import Heard, Sms, no_answer, unreachable
from liaison_notifications.providers.said import NoReceipt, smpp
from liaison_notifications.providers.smpp_sessions import BIND_SECONDS, TROUBLE, Sessions

ANSWER_SECONDS = 8.0
DEFAULT, UCS2 = 0, 8
MESSAGE_PAYLOAD = 0x0424
RECEIPTED_ID, MESSAGE_STATE, SAR_TOTAL, SAR_NUMBER = 0x001E, 0x0427, 0x020E, 0x020F
STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
"""States that are final (SMPP 3.4, 5.2.28)."""
KIND, RECEIPT, MESSAGE, HAS_HEADER = 0x3C, 0x04, 0x00, 0x40
"""Of esm_class: what a deliver_sm brings (5.2.12)."""
ALPHABETS = {0: "latin-1", 1: "latin-1", 3: "latin-1", 6: "iso8859-5", UCS2: "utf-16-be"}
"""By data_coding (5.2.19); the Latin letters of 0, whatever the network takes it for, are those of ASCII."""
INTERNATIONAL, ALPHANUMERIC, NATIONAL, TELEPHONE, NONE = 1, 5, 2, 1, 0
QUEUE_FULL, THROTTLED = 0x14, 0x58
OF_THIS_MESSAGE = {0x01, 0x0B, 0x33, 0x34, 0x42, 0x43, 0x44, 0x61, 0x62, 0xC2}
"""Its length, its recipient, its fields: sending again cannot change them."""
OF_OURSELVES = {0x02, 0x03, 0x04, 0x06, 0x07, 0x0A, 0x0D, 0x0E, 0x0F, 0x15, 0x45}
OF_OURSELVES |= {0x48, 0x49, 0x50, 0x51, 0x53, 0xC0, 0xC1, 0xC3, 0xC4}
"""The request, its fields, the session or the account (5.1.3): somebody will mend it. 0x45 is submit_sm failed. What is
listed nowhere here may have been sent: system and unknown error, and what networks number as they like (from 0x400)."""


class Smpp:
    """An account at an SMSC."""

    askable = False

    def __init__(self, url: str, sender: str, window: int) -> None:
        self._sender, self._heard = sender, Heard()
        self._sessions = Sessions(url, window, self._hear)

    async def send(self, message: Sms, seconds: float) -> Outcome:
        try:
            async with asyncio.timeout(min(seconds, BIND_SECONDS)):
                session = await self._sessions.bound()
        except TROUBLE:
            return unreachable()
        coding, content = encoded(message.text)
        numeric = self._sender.removeprefix("+").isdigit()
        try:
            async with self._sessions.waiting(session) as smsc, asyncio.timeout(min(seconds, ANSWER_SECONDS)):
                answer = await smsc.submit_sm(
                    destination_addr=message.to.removeprefix("+"),
                    dest_addr_ton=INTERNATIONAL,
                    dest_addr_npi=TELEPHONE,
                    source_addr=self._sender.removeprefix("+"),
                    source_addr_ton=INTERNATIONAL if numeric else ALPHANUMERIC,
                    source_addr_npi=TELEPHONE if numeric else NONE,
                    # short_message holds more octets than one SMS does, and networks cut what is too long or refuse it.
                    short_message=b"" if message.parts > 1 else content,
                    tlvs=[smpp34.Tlv(MESSAGE_PAYLOAD, content)] if message.parts > 1 else [],
                    data_coding=coding,
                    registered_delivery=1,
                )
        except TROUBLE:
            # The library does not say how far it came. A session that does not answer gets no other message.
            return no_answer()
        return _outcome(answer)

    async def ask(self, message_id: str, message: Sms | None) -> Outcome | None:  # noqa: ARG002 - it cannot be asked
        return None

    async def poll(self, provider_ids: Sequence[str]) -> list[Said]:  # noqa: ARG002 - likewise: receipts come by themselves
        return []

    def heard(self) -> Heard:
        self._sessions.listen()
        return self._heard

    async def close(self) -> None:
        await self._sessions.close()

    def _hear(self, event: smpp34.DeliverSmEvent) -> None:
        kind = event.esm_class & KIND
        if kind == RECEIPT:
            with suppress(NoReceipt):
                self._heard.receipts.append(_read(event))
        elif kind == MESSAGE:
            self._heard.answers.append(answer_of(event.source_addr, _text(event)))


def _read(event: smpp34.DeliverSmEvent) -> Said:
    tlvs = {tlv.tag: tlv for tlv in event.tlvs}
    state = tlvs[MESSAGE_STATE].as_int() if MESSAGE_STATE in tlvs else None
    receipted = tlvs[RECEIPTED_ID].value.rstrip(b"\0").decode("latin-1") if RECEIPTED_ID in tlvs else ""
    part, parts = (tlvs[tag].as_int() if tag in tlvs else None for tag in (SAR_NUMBER, SAR_TOTAL))
    told = {"id": receipted, "stat": STATES.get(state or 0, "")}
    return smpp(_content(event, tlvs).decode("latin-1"), told, part, parts)


def _text(event: smpp34.DeliverSmEvent) -> str:
    """What may be the one word: nothing of a part of a longer text, nor of octets that are no letters."""
    tlvs = {tlv.tag: tlv for tlv in event.tlvs}
    parts = tlvs[SAR_TOTAL].as_int() or 1 if SAR_TOTAL in tlvs else 1
    if event.esm_class & HAS_HEADER or parts > 1 or event.data_coding not in ALPHABETS:
        return ""
    return _content(event, tlvs).decode(ALPHABETS[event.data_coding], "replace")


def _content(event: smpp34.DeliverSmEvent, tlvs: Mapping[int, smpp34.Tlv]) -> bytes:
    """Some networks put even a short one into the optional parameter."""
    return event.short_message or (tlvs[MESSAGE_PAYLOAD].value if MESSAGE_PAYLOAD in tlvs else b"")


def encoded(text: str) -> tuple[int, bytes]:
    """data_coding and content, in the alphabet in which its parts were counted."""
    if encoding_of(text) == Encoding.GSM:
        return DEFAULT, septets(text)
    return UCS2, text.encode("utf-16-be")


def _outcome(answer: smpp34.SubmitSmResp) -> Outcome:
    code = answer.command_status
    if answer.is_success:
        return Outcome(DeliveryStatus.ACCEPTED, provider_id=answer.message_id)
    if code in {THROTTLED, QUEUE_FULL}:
        return Outcome(DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {code}", costless=True)
    if code in OF_THIS_MESSAGE:
        return Outcome(DeliveryStatus.FAILED, f"{Reason.REFUSED} {code}")
    if code in OF_OURSELVES:
        return Outcome(DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {code}")
    return Outcome(DeliveryStatus.UNKNOWN, f"{Reason.STRANGE_ANSWER} {code}")
