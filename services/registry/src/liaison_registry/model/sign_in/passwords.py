"""Passwords: hashed slowly (argon2id, RFC 9106), long, and none that is guessed first (NIST SP 800-63B, 3.1.1.2)."""

import asyncio
import functools
import secrets

from liaison_kit.errors import Refusal
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn

SHORTEST, LONGEST = 12, 200
_JUDGED = 72
"""zxcvbn takes its time with more; what is this long and still weak is weak in its beginning."""
_HARD_ENOUGH = 3
"""Of 0 to 4: needs more than 10^8 guesses."""
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
"""OWASP's least for argon2id: on the smallest machine a burst of tries must not use up memory and cores."""


class PasswordTooShort(Refusal):
    """Use at least {shortest} characters. Four or five words in a row are easy to remember."""

    field = "password"


class PasswordTooEasy(Refusal):
    """This password is among those that are guessed first. Use words that have nothing to do with each other."""

    field = "password"


def check_password(password: str, *about: str) -> None:
    """PasswordTooShort or PasswordTooEasy; `about` are the person's name and address, which others know."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(shortest=SHORTEST)
    if zxcvbn(password[:_JUDGED], user_inputs=list(about))["score"] < _HARD_ENOUGH:
        raise PasswordTooEasy


async def hashed(password: str) -> str:
    """In a thread: it takes a core for a while, and other requests are not to wait."""
    return await asyncio.to_thread(_hasher.hash, password)


async def fits(password: str, password_hash: str | None) -> bool:
    """Without a hash (nobody has this address) it takes as long, and nothing fits."""
    good = await asyncio.to_thread(lambda: _hasher.verify(password, password_hash or _nobodys()))
    return good and password_hash is not None


@functools.cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
