"""Sessions with an SMSC: one that messages go by, those that are only waited for, and what comes over each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import smpp34
import structlog

log = structlog.get_logger()

BIND_SECONDS = 5.0
LAST_WORDS_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
TROUBLE = (smpp34.SmppError, OSError, TimeoutError)

Hear = Callable[[smpp34.DeliverSmEvent], None]


def client_of(url: str, bind_type: str, seconds: float, window: int = 10) -> smpp34.Client:
    """For smpp://system_id:password@host:port, or smpps:// with TLS; not connected yet."""
    server = urlsplit(url)
    secure = server.scheme == "smpps"
    return smpp34.Client(
        server.hostname or "",
        server.port or (3550 if secure else 2775),
        unquote(server.username or ""),
        unquote(server.password or ""),
        bind_type=bind_type,
        tls=secure,
        connect_timeout_ms=int(seconds * 1000),
        window_size=window,
    )


@dataclass(eq=False)
class _Session:
    client: smpp34.Client
    smsc: smpp34.Smsc
    under_way: int = 0


class Sessions:
    """At most one takes new messages: smpp://system_id:password@host:port, or smpps:// with TLS."""

    def __init__(self, url: str, window: int, hear: Hear) -> None:
        """`hear`: what is done with each deliver_sm."""
        self._url, self._window, self._hear = url, window, hear
        self._host = urlsplit(url).hostname
        self._binding = asyncio.Lock()
        self._current: _Session | None = None
        self._retired = set[_Session]()
        self._tasks = set[asyncio.Task[None]]()
        self._opening: asyncio.Task[None] | None = None
        self._closed = False

    async def bound(self) -> _Session:
        """The one that takes messages, bound now if there is none. SmppError, OSError."""
        async with self._binding:
            if self._current and not await self._current.client.is_alive():
                self._retire(self._current)
            if self._current is None:
                client = self._new_client()
                self._current = _Session(client, await client.connect())
                self._begin(self._listen(self._current))
            return self._current

    @asynccontextmanager
    async def waiting(self, session: _Session) -> AsyncIterator[smpp34.Smsc]:
        """An answer is waited for; where none comes, others that wait for theirs may get them still."""
        session.under_way += 1
        try:
            yield session.smsc
        except TROUBLE:
            if session is self._current:
                self._retire(session)
                self._open_again()
            raise
        finally:
            session.under_way -= 1
            if session in self._retired and not session.under_way:
                self._begin(self._end(session))

    def listen(self) -> None:
        """Opens a session where there is none: receipts and answers come by themselves, though nothing is sent."""
        if self._current is None and not self._closed:
            self._open_again()

    async def close(self) -> None:
        self._closed = True
        if self._opening:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        ending = [*self._retired, *([self._current] if self._current else [])]
        self._current = None
        for session in ending:
            await self._end(session)
        # What was acknowledged until then is heard still.
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_WORDS_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _retire(self, session: _Session) -> None:
        """It gets no more messages, and is closed once nothing is waited for."""
        if self._current is session:
            self._current = None
        self._retired.add(session)
        if not session.under_way:
            self._begin(self._end(session))

    async def _end(self, session: _Session) -> None:
        """Said to the other side first: what is only stopped keeps its connection while an answer is owed."""
        self._retired.discard(session)
        for leave in (session.smsc.unbind, session.client.stop):
            with suppress(*TROUBLE):
                async with asyncio.timeout(1):
                    await leave()

    async def _listen(self, session: _Session) -> None:
        """Receipts come over the session that messages go by; the library acknowledges them as they come.

        However it ends, nobody hears what comes by this session: it is closed, and another opened.
        """
        error = ""
        try:
            while isinstance(event := await session.smsc.next(), smpp34.DeliverSmEvent):
                self._hear(event)
        except Exception as failure:  # noqa: BLE001 - a receipt that cannot be read must not end all of them unheard
            error = type(failure).__name__
        if session is self._current:
            log.warning("session.over", host=self._host, error=error)
            self._retire(session)
            self._open_again()

    def _open_again(self) -> None:
        """Receipts come by themselves: a session is open though there be no message to send."""
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._opened_again())

    async def _opened_again(self) -> None:
        pause = FIRST_PAUSE
        while True:
            with suppress(*TROUBLE):
                async with asyncio.timeout(BIND_SECONDS):
                    await self.bound()
                log.info("session.open", host=self._host)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _new_client(self) -> smpp34.Client:
        return client_of(self._url, "TRX", BIND_SECONDS, self._window)
