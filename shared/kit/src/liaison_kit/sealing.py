"""Sealed boxes: contact points that only the notifications service can open (libsodium: X25519, XSalsa20-Poly1305).

Its private keys are in one file, newest first, a line each: base64 and the day it was made. What is sealed for an older
key still opens; a file that holds a single key without a day is one of the first kind, and good.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from liaison_kit.running import key_file


def seal(content: bytes, public_key: str) -> str:
    """Base64 of a sealed box for a base64 public key; different each time, even for equal content."""
    box = SealedBox(PublicKey(base64.b64decode(public_key)))
    return base64.b64encode(box.encrypt(content)).decode()


def unseal(sealed: str, *private_keys: PrivateKey) -> bytes:
    """The content, by the first key that opens it; nacl.exceptions.CryptoError if none does or it was changed."""
    box = base64.b64decode(sealed)
    for private_key in private_keys:
        try:
            return SealedBox(private_key).decrypt(box)
        except CryptoError:
            continue
    raise CryptoError("none of the keys opens this box")


def public_half(private_key: PrivateKey) -> str:
    """Base64 of the public key."""
    return base64.b64encode(bytes(private_key.public_key)).decode()


@dataclass(frozen=True)
class Key:
    """A private key and the day (Kyiv) it was made, where that is known."""

    private: PrivateKey
    made_on: date | None

    @property
    def public(self) -> str:
        return public_half(self.private)


def read_keys(path: Path) -> list[Key]:
    """The keys in this file, newest first; FileNotFoundError if there is none."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    return [Key(PrivateKey(base64.b64decode(key)), date.fromisoformat(*day) if day else None) for key, *day in lines]


def private_keys(path: Path) -> list[PrivateKey]:
    """The same, for `unseal`. Read it after the boxes: a key is in the file before anybody can seal for it."""
    return [key.private for key in read_keys(path)]


def read_or_create_keys(path: Path, today: date) -> list[Key]:
    """The keys in this file; a first one is made, readable by this account alone, if there is no file."""
    with key_file.locked(path) as folder:
        if not path.exists():
            _write(path, [Key(PrivateKey.generate(), today)], folder)
    return read_keys(path)


def next_key(path: Path, announced: str, today: date) -> Key:
    """The key to announce after the one with this public half, on disk when this returns.

    That is a new one, or the one that a crash has left in the file before it was announced: then it counts from today,
    as the one before it was sealed for until now.
    """
    with key_file.locked(path) as folder:
        keys = read_keys(path)
        newest = keys[0]
        # The order of the lines is the order of the days, also when a played year sets the clock back.
        day = max(today, newest.made_on or today)
        if newest.public == announced:
            keys = [Key(PrivateKey.generate(), day), *keys]
        else:
            keys = [replace(newest, made_on=day), *keys[1:]]
        _write(path, keys, folder)
    return keys[0]


def forget_keys(path: Path, announced: str, before: date) -> list[str]:
    """Removes keys behind the announced one whose successor was made before this day; returns their public halves."""
    with key_file.locked(path) as folder:
        keys = read_keys(path)
        public = [key.public for key in keys]
        if announced not in public:
            return []
        first = public.index(announced) + 1
        over = [i for i in range(first, len(keys)) if (made_on := keys[i - 1].made_on) and made_on < before]
        if over:
            _write(path, [key for i, key in enumerate(keys) if i not in over], folder)
    return [public[i] for i in over]


def make_secret(path: Path) -> bool:
    """Whether a secret for `keyed_hash` was made: there is none in this file yet, and this account alone reads it."""
    with key_file.locked(path) as folder:
        if path.exists():
            return False
        key_file.write(path, [secrets.token_hex(32)], folder)
    return True


def read_secret(path: Path) -> bytes:
    """FileNotFoundError if there is none: with another one, nothing that was hashed before would be found again."""
    return bytes.fromhex(path.read_text().strip())


def keyed_hash(text: str, secret: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104): finds a text again, and says nothing of it to who has not the secret.

    Telephone numbers are so few that a hash without one is none: all of them are tried within minutes.
    """
    return hmac.digest(secret, text.encode(), hashlib.sha256)


def _write(path: Path, keys: Sequence[Key], folder: int) -> None:
    lines = [f"{base64.b64encode(bytes(key.private)).decode()} {key.made_on or ''}".rstrip() for key in keys]
    key_file.write(path, lines, folder)
