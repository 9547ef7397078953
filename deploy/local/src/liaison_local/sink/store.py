"""What the sink has received, on disk before it is acknowledged."""

import json
import sqlite3
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS sms (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    text TEXT NOT NULL,
    sender TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sms_by_id ON sms (id);
"""
Row = dict[str, Any]


class Store:
    """Rows are only ever added: what was sent twice is there twice, so that a test can count."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Every statement commits by itself, and a commit returns when it is on the disk.
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(SCHEMA)

    def add_mail(self, sender: str, recipients: list[str], content: bytes) -> None:
        statement = "INSERT INTO mail (sender, recipients, content) VALUES (?, ?, ?)"
        self._connection.execute(statement, (sender, json.dumps(recipients), content))

    def add_sms(self, message_id: str, recipient: str, text: str, sender: str) -> None:
        statement = "INSERT INTO sms (id, recipient, text, sender) VALUES (?, ?, ?, ?)"
        self._connection.execute(statement, (message_id, recipient, text, sender))

    def has_sms(self, message_id: str) -> bool:
        return self._connection.execute("SELECT 1 FROM sms WHERE id = ?", (message_id,)).fetchone() is not None

    def mails(self) -> list[Row]:
        rows = self._connection.execute("SELECT * FROM mail ORDER BY number").fetchall()
        return [dict(row) | {"recipients": json.loads(row["recipients"])} for row in rows]

    def sms(self) -> list[Row]:
        return [dict(row) for row in self._connection.execute("SELECT * FROM sms ORDER BY number").fetchall()]

    def clear(self) -> None:
        self._connection.executescript("DELETE FROM mail; DELETE FROM sms;")

    def close(self) -> None:
        self._connection.close()
