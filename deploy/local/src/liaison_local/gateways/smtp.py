"""A mail server that greylists, refuses, is slow, or cuts the connection after the mail; it knows no once-only."""

import asyncio
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from liaison_local.gateways.gateway import Gateway
from liaison_local.gateways.listener import Listener
from liaison_local.gateways.received import Message
from liaison_local.gateways.script import Does, Rule

KEPT = "250 2.0.0 kept"
ABOUT_THE_RECIPIENT = {Does.GREYLIST, Does.REFUSE, Does.CUT}
CODES = {Does.REFUSE: 550, Does.THROTTLE: 451}


class Mail(Gateway):
    """Each mail's id is its Message-ID. Rules are drawn when the recipient is named, and hold for that mail."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.listener = Listener(self._connection, port)
        self._known: dict[tuple[str, str], float] = {}

    def _connection(self, listener: Listener) -> SMTP:
        return _Tracked(self, listener)

    # aiosmtpd calls the methods below by their names.

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        """As most relays, it takes commands that come together (RFC 2920)."""
        session.host_name = hostname
        return [answers[0], "250-PIPELINING", *answers[1:]]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        rule = self.comes(address)
        if rule and rule.does == Does.GREYLIST:
            if self._is_new((envelope.mail_from or "", address), rule.seconds):
                self.received.refused += 1
                return "451 4.7.1 not known here yet, come again"
        elif rule and rule.does in ABOUT_THE_RECIPIENT:
            self.received.refused += 1
            if rule.does == Does.CUT:
                _cut(server)
            return f"{rule.code or CODES[Does.REFUSE]} as the script says"
        server.rule = rule  # type: ignore[attr-defined]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        rule: Rule | None = getattr(server, "rule", None)
        if rule and rule.does == Does.THROTTLE:
            self.received.refused += 1
            return f"{rule.code or CODES[Does.THROTTLE]} 4.7.0 too many"
        if rule and rule.does == Does.WAIT:
            await asyncio.sleep(rule.seconds)
        assert isinstance(envelope.content, bytes)
        heads = BytesHeaderParser().parsebytes(envelope.content)
        message_id, text = str(heads["Message-ID"] or ""), envelope.content.decode("utf-8", "replace")
        for to in envelope.rcpt_tos:
            self.take(Message(message_id, message_id, to, text, envelope.mail_from or ""))
        if rule and rule.does == Does.ACCEPT_AND_CUT:
            _cut(server)
        if rule and rule.does == Does.ACCEPT_AND_WAIT:
            await asyncio.sleep(rule.seconds)
        return f"{rule.code or 554} a lie" if rule and rule.does == Does.ACCEPT_AND_SAY else KEPT

    def _is_new(self, pair: tuple[str, str], seconds: float) -> bool:
        now = asyncio.get_running_loop().time()
        return now < self._known.setdefault(pair, now) + seconds


class _Tracked(SMTP):
    """A connection that can be cut with all others."""

    def __init__(self, mail: Mail, listener: Listener) -> None:
        super().__init__(mail, hostname="localhost", ident="Liaison gateway", enable_SMTPUTF8=True)
        self._listener = listener
        self._tracked: Any = None

    def connection_made(self, transport: Any) -> None:
        self._tracked = transport
        self._listener.opened(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.closed(self._tracked)
        super().connection_lost(error)


def _cut(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()
