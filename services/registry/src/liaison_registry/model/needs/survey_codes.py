"""Codes for a survey: each lets one person answer once. Only their hashes are kept.

They follow from a secret of which whoever had them made holds the only copy, in a cookie for as long as it takes to
print them: so the sheet can be loaded again, and yet no table, address or log ever holds a code.
"""

import hashlib
import hmac
import re
from uuid import UUID

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is mistaken for another on paper."""
LENGTH, MOST = 10, 1000


def codes_of(secret: str, number: int) -> list[str]:
    """The same for the same secret; 31 letters to the power of ten, so that none can be guessed."""
    return [_code(hmac.digest(secret.encode(), str(place).encode(), hashlib.sha256)) for place in range(number)]


def hash_of_code(study_id: UUID, code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(f"{study_id} {code}".encode()).hexdigest()


def in_cookie(secret: str, number: int) -> str:
    return f"{secret}.{number}"


def from_cookie(cookie: str) -> list[str]:
    """The codes that were made; none where the cookie is no such thing."""
    found = re.fullmatch(r"([\w-]{32})\.([0-9]{1,4})", cookie)
    return codes_of(found[1], min(int(found[2]), MOST)) if found else []


def _code(digest: bytes) -> str:
    number, letters = int.from_bytes(digest), ""
    for _ in range(LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return letters
