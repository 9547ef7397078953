"""The mail server: takes every mail for everybody, and says so once it is on disk."""

import sqlite3

from aiosmtpd.smtp import SMTP, Envelope, Session

from liaison_local.sink.store import Store

LARGEST_MAIL = 25_000_000


class Mailbox:
    """aiosmtpd calls the method below by its name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd calls it so
        content = envelope.content
        assert isinstance(content, bytes)
        try:
            self._store.add_mail(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        except sqlite3.Error as error:
            return f"451 4.3.0 not kept, try again: {error}"
        return "250 2.0.0 kept"


def mail_server(store: Store) -> SMTP:
    """The protocol for one connection."""
    return SMTP(
        Mailbox(store), hostname="localhost", ident="Liaison sink", data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True
    )
