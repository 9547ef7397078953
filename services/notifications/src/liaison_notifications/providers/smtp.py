"""Email by SMTP over a bounded number of kept connections, knowing at each step whether the mail may have gone out."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import unquote, urlsplit
from uuid import UUID

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.email import quote_address

from liaison_notifications import mime
from liaison_notifications.model.sending.delivery import DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.receipts import Said
from liaison_notifications.providers.provider import Heard, no_answer, unreachable
from liaison_notifications.providers.smtp_dialogue import READY_FOR_CONTENT, STEP_SECONDS, Dialogue
from liaison_notifications.providers.verp import Verp
from liaison_notifications.texts import PLAIN, domain_of

ACCEPTED = 250
FORWARDED = 251
"""To RCPT: it will see to it that it gets there (RFC 5321, 3.4)."""
CLOSING = 421
BYE = 221
RESET_AFTER = 1.0
"""Seconds of rest after which a connection is asked (RSET) whether it is still there, before it gets a mail."""
KEPT_SECONDS = 20.0
MAILS_PER_CONNECTION = 100
"""Relays cut connections that bring too many."""


@dataclass
class _Progress:
    """How far a sending came: a refusal means different things before and after each."""

    greeted: bool = False
    handed_over: bool = False


@dataclass
class _Connection:
    client: SMTP
    dialogue: Dialogue
    mails: int = 0
    since: float = 0.0
    clean: bool = True


class Smtp:
    """A mail relay: smtp://[user:password@]host:port with STARTTLS where it is offered, or smtps://."""

    askable = False

    def __init__(self, url: str, verp: Verp | None = None) -> None:
        """`verp`: where what comes back is sent to; the sender itself, without it."""
        self._server, self._verp = urlsplit(url), verp
        self._resting: list[_Connection] = []

    async def send(self, message: EmailMessage, seconds: float) -> Outcome:
        progress, content = _Progress(), mime.as_data(message)
        try:
            async with asyncio.timeout(seconds):
                return await self._send(message, content, progress)
        except SMTPResponseException as error:
            return _refused(error.code, progress)
        except (SMTPException, OSError):
            return no_answer() if progress.handed_over else unreachable()
        except ValueError:
            # An address that does not fit into an SMTP command.
            return Outcome(DeliveryStatus.FAILED, Reason.ADDRESS_UNUSABLE)

    async def ask(self, message_id: str, message: EmailMessage | None) -> Outcome | None:  # noqa: ARG002 - SMTP has no such question
        return None

    async def poll(self, provider_ids: Sequence[str]) -> list[Said]:  # noqa: ARG002 - likewise; bounces come as mails
        return []

    def heard(self) -> Heard:
        return Heard()

    async def close(self) -> None:
        while self._resting:
            await _leave(self._resting.pop())

    async def _send(self, message: EmailMessage, content: bytes, progress: _Progress) -> Outcome:
        kept = await self._rested()
        if kept:
            try:
                return await self._hand_over(kept, message, content, progress)
            except SMTPResponseException as error:
                if error.code != CLOSING or progress.handed_over:
                    raise
            except (SMTPException, OSError):
                if progress.handed_over:
                    raise
            # It was closed while it rested, and nothing of this mail was said: a new one begins from the start.
        progress.greeted = False
        own_name = domain_of(str(message["From"]))
        return await self._hand_over(await self._opened(own_name), message, content, progress)

    async def _hand_over(
        self, connection: _Connection, message: EmailMessage, content: bytes, progress: _Progress
    ) -> Outcome:
        connection.clean, keep = False, False
        try:
            await _say(connection.dialogue, self._envelope_sender(message), message, content, progress)
            connection.clean = keep = True
        except SMTPResponseException as error:
            keep = error.code != CLOSING
            raise
        except ValueError:
            keep = True
            raise
        finally:
            connection.mails += 1
            if keep and connection.client.is_connected and connection.mails < MAILS_PER_CONNECTION:
                connection.since = asyncio.get_running_loop().time()
                self._resting.append(connection)
            else:
                await _leave(connection, politely=keep)
        return Outcome(DeliveryStatus.ACCEPTED, provider_id=str(message["Message-ID"]))

    def _envelope_sender(self, message: EmailMessage) -> str:
        """Ours alone has the delivery's id before the @ of its Message-ID."""
        if self._verp is None:
            return _sender(str(message["From"]))
        return self._verp.sender(UUID(str(message["Message-ID"]).strip("<>").partition("@")[0]))

    async def _rested(self) -> _Connection | None:
        while self._resting:
            connection = self._resting.pop()
            rested = asyncio.get_running_loop().time() - connection.since
            if rested < KEPT_SECONDS and connection.client.is_connected:
                if connection.clean and rested < RESET_AFTER:
                    return connection
                if await _is_reset(connection):
                    return connection
            connection.client.close()
        return None

    async def _opened(self, own_name: str) -> _Connection:
        at_once, server = self._server.scheme == "smtps", self._server
        client = SMTP(
            hostname=server.hostname,
            port=server.port or (465 if at_once else 25),
            use_tls=at_once,
            local_hostname=own_name,
            timeout=STEP_SECONDS,
        )
        try:
            await client.connect()
            if server.username:
                await client.login(unquote(server.username), unquote(server.password or ""))
            if client.is_ehlo_or_helo_needed:
                await client.rset()  # which greets first
            return _Connection(client, Dialogue(client))
        except BaseException:
            client.close()
            raise


async def _say(dialogue: Dialogue, sender: str, message: EmailMessage, content: bytes, progress: _Progress) -> None:
    progress.greeted = True
    await dialogue.ask(
        (b"MAIL FROM:" + _path(sender) + b"\r\n", {ACCEPTED}),
        (b"RCPT TO:" + _path(str(message["To"])) + b"\r\n", {ACCEPTED, FORWARDED}),
        (b"DATA\r\n", {READY_FOR_CONTENT}),
    )
    progress.handed_over = True
    dialogue.write(content)
    code = await dialogue.answer()
    if code != ACCEPTED:
        raise SMTPResponseException(code, "")


def _path(address: str) -> bytes:
    """As a command names it (RFC 5321, 4.1.2); ValueError if it does not fit into one."""
    path = f"<{address}>" if PLAIN.fullmatch(address) else quote_address(address)
    if not path.isprintable():
        raise ValueError("a line break or the like would be a command of its own")
    return path.encode("ascii")


@lru_cache(maxsize=16)
def _sender(name_and_address: str) -> str:
    return parseaddr(name_and_address)[1]


def _refused(code: int, progress: _Progress) -> Outcome:
    """Any 4xx or 5xx says that the server has not taken the mail, even at the end of DATA (RFC 5321, 4.2.1)."""
    if not 400 <= code <= 599:
        status = DeliveryStatus.UNKNOWN if progress.handed_over else DeliveryStatus.RETRY_WAIT
        return Outcome(status, f"{Reason.STRANGE_ANSWER} {code}")
    # Refused at the greeting or the sign-in, it is not about this mail: somebody will mend it, or it is too busy now.
    permanent = code >= 500 and progress.greeted
    busy = code < 500 and (not progress.greeted or code == CLOSING)
    status = DeliveryStatus.FAILED if permanent else DeliveryStatus.RETRY_WAIT
    return Outcome(status, f"{Reason.REFUSED} {code}", costless=busy, of_this_message=progress.greeted and not busy)


async def _is_reset(connection: _Connection) -> bool:
    try:
        await connection.dialogue.ask((b"RSET\r\n", {ACCEPTED}))
    except (SMTPException, OSError):
        return False
    except BaseException:  # nobody waits any more, and nobody else has it
        connection.client.close()
        raise
    return True


async def _leave(connection: _Connection, politely: bool = True) -> None:
    try:
        if politely and connection.client.is_connected:
            with suppress(SMTPException, OSError, ssl.SSLError):
                async with asyncio.timeout(1):
                    await connection.dialogue.ask((b"QUIT\r\n", {BYE}))
    finally:
        connection.client.close()
