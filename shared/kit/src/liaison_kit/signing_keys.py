"""The private keys of sign-ins: in one file, newest first, each a JSON Web Key and when it was made."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from joserfc.jwk import OKPKey

from liaison_kit import tokens
from liaison_kit.running import key_file


@dataclass(frozen=True)
class Key:
    """A private key and when it was made; its `kid` is what tokens name it by."""

    private: OKPKey
    made_at: datetime

    @property
    def kid(self) -> str:
        return self.private.thumbprint()


def read_keys(path: Path) -> list[Key]:
    """The keys in this file, newest first; FileNotFoundError if there is none."""
    lines = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return [Key(OKPKey.import_key(line["jwk"]), datetime.fromisoformat(line["made_at"])) for line in lines]


def read_or_create_keys(path: Path, now: datetime) -> list[Key]:
    """The same; a first one is made, readable by this account alone, if there is no file."""
    with key_file.locked(path) as folder:
        if not path.exists():
            _write(path, [Key(tokens.private_key(), now)], folder)
    return read_keys(path)


def next_key(path: Path, announced: Collection[str], now: datetime, *, unseen: bool = False) -> Key:
    """The key to announce beside those with these kids, on disk when this returns; a key nobody needs is removed.

    That is a new one, or the one that a crash has left in the file before it was announced; with `unseen` certainly a
    new one, as after the file was stolen.
    """
    with key_file.locked(path) as folder:
        keys = read_keys(path)
        left = keys[0].kid not in announced and not unseen
        newest = keys[0] if left else Key(tokens.private_key(), now)
        _write(path, [newest, *(key for key in keys if key.kid in announced)], folder)
    return newest


def _write(path: Path, keys: Sequence[Key], folder: int) -> None:
    lines = [{"jwk": key.private.as_dict(private=True), "made_at": key.made_at.isoformat()} for key in keys]
    key_file.write(path, [json.dumps(line) for line in lines], folder)
