"""Read bounces: where they come into a mailbox of their own, it is read and emptied (POP3)."""

import asyncio
import poplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import structlog
from liaison_kit.jobs import JobContext, every

from liaison_notifications.returned import take_in

log = structlog.get_logger()

AT_ONCE = 50
SECONDS = 20
LARGEST = 1_000_000
"""What is larger is deleted unread: our own mails are far smaller."""
TROUBLE = (OSError, EOFError, poplib.error_proto)


@every(timedelta(minutes=1))
async def read_bounces(context: JobContext) -> bool:
    mailbox = context.settings.bounce_mailbox.get_secret_value()
    if not mailbox or context.settings.verp is None:
        return False
    try:
        mails = await asyncio.to_thread(_fetched, mailbox)
        for mail in mails.values():
            async with context.transaction() as session:
                await take_in(session, mail, context.settings.verp, context.settings)
        if mails:
            await asyncio.to_thread(_delete, mailbox, list(mails))
    except TROUBLE as error:
        log.warning("mailbox.silent", error=type(error).__name__)
        return False
    return len(mails) == AT_ONCE


def _fetched(mailbox: str) -> dict[str, bytes]:
    """By the mailbox's own ids (UIDL): numbers change when somebody else reads it, too. Nothing is deleted yet."""
    with _opened(mailbox) as box:
        found, sizes = {}, {line.split()[0]: int(line.split()[1]) for line in box.list()[1]}
        for line in box.uidl()[1][:AT_ONCE]:
            number, name = line.split()[:2]
            content = b"\r\n".join(box.retr(int(number))[1]) if sizes[number] <= LARGEST else b""
            found[name.decode("latin-1")] = content
        return found


def _delete(mailbox: str, names: list[str]) -> None:
    """Only what is kept here by now: read twice, a bounce says the same once more."""
    with _opened(mailbox) as box:
        for line in box.uidl()[1]:
            number, name = line.decode("latin-1").split()[:2]
            if name in names:
                box.dele(int(number))


@contextmanager
def _opened(mailbox: str) -> Iterator[poplib.POP3]:
    server = urlsplit(mailbox)
    secure, host = server.scheme == "pop3s", server.hostname or ""
    opened = poplib.POP3_SSL if secure else poplib.POP3
    box = opened(host, server.port or (995 if secure else 110), timeout=SECONDS)
    try:
        box.user(unquote(server.username or ""))
        box.pass_(unquote(server.password or ""))
        yield box
        box.quit()  # only this deletes
    finally:
        box.close()
