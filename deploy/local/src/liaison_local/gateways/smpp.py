"""An SMSC that speaks SMPP 3.4: puts parts together as a telephone does, and sends receipts over the session."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import smpp34

from liaison_local.gateways import gsm
from liaison_local.gateways.gateway import Gateway
from liaison_local.gateways.gsm import Part
from liaison_local.gateways.listener import Listener
from liaison_local.gateways.received import Message
from liaison_local.gateways.relay import Relay
from liaison_local.gateways.script import Does, Receipts, Rule
from liaison_local.ports import HOST, free_port

HAS_HEADER, IS_RECEIPT, IN_16_BITS = 0x40, 0x04, 8
PAYLOAD, REFERENCE, TOTAL, NUMBER, RECEIPTED_ID, STATE = 0x0424, 0x020C, 0x020E, 0x020F, 0x001E, 0x0427
"""Tags of optional parameters (SMPP 3.4, 5.3.2)."""
DATES = "submit date:2605150900 done date:2605150901"
SYSTEM_ERROR, THROTTLED = 0x08, 0x58
STATES = {"sent": ("ENROUTE", 1), "delivered": ("DELIVRD", 2), "undelivered": ("UNDELIV", 5)}


class Smsc(Gateway):
    """A sender's own id does not travel by SMPP: a message's id here is the one that the answer named."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._inner = free_port({port})
        self.listener: Listener = Listener(lambda listener: Relay(listener, HOST, self._inner), port)
        self._server = smpp34.Server(host=HOST, port=self._inner, system_id="liaison")
        self._sessions: dict[str, smpp34.Esme] = {}
        self._parts: dict[tuple[str, str, int, int], dict[int, str]] = {}
        self._running: asyncio.Task[None] | None = None
        self._held: list[Any] = []
        """Messages that nothing is answered to: one that is let go is refused by the library."""
        self._number = 0
        self.broken = 0
        """Parts that are no text, or not all there."""
        self.posting.deliver = self._deliver

    async def up(self) -> None:
        if self._running is None:
            await self._server.start()
            self._running = asyncio.create_task(self._run())
        await super().up()

    async def close(self) -> None:
        await super().close()
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            await self._server.stop()

    async def _run(self) -> None:
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self._sessions[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self._sessions.pop(event.session_id, None)
            else:
                self._comes(event)

    def _comes(self, event: smpp34.SubmitSmEvent) -> None:
        rule = self.comes(event.destination_addr)
        does = rule.does if rule else None
        if rule and does == Does.WAIT:
            self._later(rule.seconds, lambda: event.accept(self._take(event)))
        elif rule and does in {Does.REFUSE, Does.THROTTLE}:
            self.received.refused += 1
            event.reject(rule.code or (THROTTLED if does == Does.THROTTLE else SYSTEM_ERROR))
        elif does == Does.CUT:
            self.received.refused += 1
            self._held.append(event)
            self.listener.cut()
        else:
            self._accept(event, rule)

    def _accept(self, event: smpp34.SubmitSmEvent, rule: Rule | None) -> None:
        message_id = self._take(event)
        if rule is None:
            event.accept(message_id)
        elif rule.does == Does.ACCEPT_AND_SAY:
            event.reject(rule.code or SYSTEM_ERROR)
        elif rule.does == Does.ACCEPT_AND_WAIT:
            self._later(rule.seconds, lambda: event.accept(message_id))
        else:
            self._held.append(event)
            self.listener.cut()

    @property
    def listened_to(self) -> bool:
        """Whether somebody is bound who gets what telephones answer."""
        return any(one.can_receive for one in self._sessions.values())

    async def answers(self, sender: str, number: str, text: str) -> None:
        """Somebody sends an SMS to this number of ours. LookupError where nobody listens for it."""
        session = next((one for one in self._sessions.values() if one.can_receive), None)
        if session is None:
            raise LookupError("nobody is bound to receive")
        await session.deliver_sm(number, text.encode("utf-16-be"), source_addr=sender, data_coding=IN_16_BITS)

    def _later(self, seconds: float, then: Any) -> None:
        asyncio.get_running_loop().call_later(seconds, then)

    def _take(self, event: smpp34.SubmitSmEvent) -> str:
        """The id that this submit gets: a part has one of its own, and a receipt of its own."""
        self._number += 1
        message_id = f"{self._number + 0xA0:08X}"
        try:
            part, texts = _read(event)
        except gsm.Broken:
            self.broken += 1
            return message_id
        text, addresses = "".join(texts), (event.destination_addr, event.source_addr)
        message = Message(message_id, message_id, addresses[0], text, addresses[1], len(texts))
        if part is None:
            self.take(message)
            return message_id
        self.posting.follow(message, self.director)
        found = self._parts.setdefault((message.sender, message.to, part.reference, part.total), {})
        found[part.number] = text
        if len(found) == part.total:
            del self._parts[message.sender, message.to, part.reference, part.total]
            whole = "".join(found[number] for number in sorted(found))
            self.received.add(replace(message, text=whole, parts=part.total))
        return message_id

    async def _deliver(self, plan: Receipts, message: Message, status: str) -> None:
        word, state = STATES[status]
        message_id = f"{int(message.provider_id, 16):010d}" if plan.decimal else message.provider_id
        arrived = int(status == "delivered")
        said = f"id:{message_id} sub:001 dlvrd:{arrived:03d} {DATES} stat:{word} err:000"
        tlvs = [smpp34.Tlv(RECEIPTED_ID, message_id.encode() + b"\0")]
        tlvs.append(smpp34.Tlv(STATE, bytes([state])))
        for session in list(self._sessions.values()):
            if not session.can_receive:
                continue
            with suppress(smpp34.SmppError, OSError):
                await session.deliver_sm(
                    message.sender,
                    f"{said} text:{message.text[:20]}".encode("ascii", "replace"),
                    source_addr=message.to,
                    esm_class=IS_RECEIPT,
                    tlvs=tlvs,
                )
                self.posting.posted += 1
                return
        self.posting.refused += 1


def _read(event: smpp34.SubmitSmEvent) -> tuple[Part | None, list[str]]:
    """Which part it is, if it is one, and what telephones get: several parts of what was handed over whole.

    gsm.Broken if a part is no text, or none that fits into an SMS.
    """
    tlvs = {tlv.tag: tlv for tlv in event.tlvs}
    coding = event.data_coding
    if PAYLOAD in tlvs:
        return None, [gsm.decoded(each, coding) for each in gsm.cut(tlvs[PAYLOAD].value, coding)]
    content, part = event.short_message, None
    if not gsm.fits(content, coding):
        raise gsm.Broken("longer than one SMS")
    if event.esm_class & HAS_HEADER:
        part, content = gsm.headed(content)
    elif TOTAL in tlvs:
        part = Part(*(tlvs[tag].as_int() or 0 for tag in (REFERENCE, TOTAL, NUMBER)))
    return part, [gsm.decoded(content, coding)]
