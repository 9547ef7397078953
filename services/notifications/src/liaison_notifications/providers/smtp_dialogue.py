"""What is said over an open connection to a mail server, and how it answers: by the codes of RFC 5321."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

READY_FOR_CONTENT = 354
STEP_SECONDS = 10
NOT_A_CODE = -1
"""What came is no answer of SMTP."""
LONGEST_LINE = 8_192

Command = tuple[bytes, Collection[int]]
"""With its end of line; and the codes that it may be answered with."""


class Dialogue(asyncio.Protocol):
    """Takes over a connection that aiosmtplib has opened, encrypted and signed in to.

    Where the server offers it, commands go out together (PIPELINING, RFC 2920): a mail then takes two trips in place of
    four. The library says one at a time, and drops an answer that comes together with another.
    """

    def __init__(self, client: SMTP) -> None:
        transport, before = client.transport, client.protocol
        if transport is None or before is None:
            raise SMTPServerDisconnected("closed")
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self._before = before
        self._pipelining = client.supports_extension("pipelining")
        self._answers = deque[int]()
        self._line = b""
        self._expected = 0
        self._coming: asyncio.Future[None] | None = None
        transport.set_protocol(self)

    async def ask(self, *commands: Command) -> None:
        """SMTPResponseException with the first code that is not wanted; whatever follows is then unsaid, or in vain."""
        for group in [commands] if self._pipelining else [(one,) for one in commands]:
            await self._ask_at_once(group)

    async def _ask_at_once(self, commands: Sequence[Command]) -> None:
        self.write(b"".join(command for command, _ in commands), len(commands))
        refused, code = None, NOT_A_CODE
        try:
            for _, wanted in commands:
                code = await self.answer()
                if refused is None and code not in wanted:
                    refused = code
        except (SMTPException, OSError):
            if refused is None:
                raise
            self._transport.abort()  # an answer that comes later would be taken for that to another command
        if refused is not None:
            # It waits for content, though what would come is no mail; or it talks of something else, and may go on.
            if code == READY_FOR_CONTENT or not 400 <= refused <= 599:
                self._transport.abort()
            raise SMTPResponseException(refused, "")

    def write(self, data: bytes, answers: int = 1) -> None:
        """What will be answered so often; SMTPServerDisconnected if it is closed."""
        if self._transport.is_closing():
            raise SMTPServerDisconnected("closed")
        self._expected += answers
        self._transport.write(data)

    async def answer(self) -> int:
        """The next one's code; TimeoutError, SMTPServerDisconnected."""
        if not self._answers:
            if self._transport.is_closing():
                raise SMTPServerDisconnected("closed")
            loop = asyncio.get_running_loop()
            self._coming = loop.create_future()
            # Not asyncio.timeout: two for each mail were a fortieth of all that a mail costs.
            late = loop.call_later(STEP_SECONDS, self._give_up)
            try:
                await self._coming
            finally:
                late.cancel()
                self._coming = None
        return self._answers.popleft()

    def _give_up(self) -> None:
        if self._coming and not self._coming.done():
            self._coming.set_exception(TimeoutError("the mail server does not answer"))

    def data_received(self, data: bytes) -> None:
        *lines, self._line = (self._line + data).split(b"\n")
        for line in lines:
            more_follow, asked_for = line[3:4] == b"-", self._expected > 0
            if asked_for and not more_follow:
                self._expected -= 1
                self._answers.append(int(line[:3]) if line[:3].isdigit() else NOT_A_CODE)
        if len(self._line) > LONGEST_LINE:
            self._transport.abort()
        if self._answers and self._coming and not self._coming.done():
            self._coming.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._before.connection_lost(error)
        if self._coming and not self._coming.done():
            self._coming.set_exception(SMTPServerDisconnected("closed"))
