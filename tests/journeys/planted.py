"""Planted personal data and secrets, and how they could hide: readable, escaped, encoded, or without their signs."""

import base64
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

import asyncpg

from tests.journeys.network import Resident

SHORTEST = 5
"""Characters of a word that is looked for by itself."""

SHORTEST_SECRET = 16
"""Characters of a secret: a cut-off one would be found wherever one looks."""


class Planted:
    """What must not be found of these people, and what opens something: a secret is told by its name alone."""

    def __init__(self, *people: Resident, secrets: Mapping[str, str] | None = None) -> None:
        words = {form for person in people for word in _words(person) for form in (word, word.lower(), word.upper())}
        self._folded = {form.lower(): word for word in words for form in _readable(word)}
        self._exact = {form: word for word in words for form in _base64(word)}
        for name, secret in (secrets or {}).items():
            if len(secret) < SHORTEST_SECRET:
                raise ValueError(f"the secret {name} is of {len(secret)} characters: everything would hold it")
            self._exact |= dict.fromkeys((*_readable(secret), *_base64(secret)), f"the secret {name}")

    def found_in(self, content: bytes | str) -> list[str]:
        """The words that the content holds, in whatever form; sorted."""
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        if isinstance(content, bytes):
            text += "\n" + content.decode("utf-16-le", "ignore") + "\n" + content[1:].decode("utf-16-le", "ignore")
        folded = text.lower()
        found = {word for form, word in self._folded.items() if form in folded}
        found |= {word for form, word in self._exact.items() if form in text}
        return sorted(found)


def _words(person: Resident) -> Iterator[str]:
    yield person.email
    yield person.email.partition("@")[0]
    yield from (word for word in re.split(r"[\s-]", person.name) if len(word) >= SHORTEST)
    if not person.phone:
        return
    digits = person.phone.removeprefix("+38")
    yield digits  # with or without the country in front
    three, two, first, second = digits[:3], digits[3:6], digits[6:8], digits[8:]
    yield from (f"{mark}".join((three, two, first, second)) for mark in (" ", "-", "."))
    yield f"({three}) {two}-{first}-{second}"
    yield f"{three}) {two}{first}{second}"
    yield digits[1:]


def _readable(word: str) -> Iterable[str]:
    escaped = json.dumps(word)[1:-1]
    once = word.encode()
    return {
        word,
        escaped,
        json.dumps(escaped)[1:-1],  # JSON within JSON
        repr(once)[2:-1],
        quote(word, safe=""),
        quote_plus(word),
        quote(quote(word, safe=""), safe=""),
        once.hex(),
        escaped.encode().hex(),
        word.encode("utf-16-be").hex(),
        "".join(f"&#{ord(letter)};" for letter in word),
        "".join(f"&#x{ord(letter):x};" for letter in word),
    }


def _base64(word: str) -> Iterator[str]:
    """What is the same of its base64 whatever stands around it, for each of the three places it can begin at."""
    for content in (word.encode(), json.dumps(word)[1:-1].encode()):
        for before in range(3):
            encoded = base64.b64encode(b"\0" * before + content).decode()
            whole = encoded[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]
            yield whole
            yield whole.replace("+", "-").replace("/", "_")


async def contents(connection: asyncpg.Connection) -> AsyncIterator[tuple[str, bytes]]:
    """`table.column` and a value of it, of every ordinary table; bytes as they are, everything else as its text."""
    columns = await connection.fetch("""
        select c.relname as table, a.attname as column, a.atttypid = 'bytea'::regtype as is_bytes
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind = 'r' and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    """)
    for table, column, is_bytes in columns:
        shown = f'"{column}"' if is_bytes else f'"{column}"::text'
        for row in await connection.fetch(f'select {shown} from "{table}" where "{column}" is not null'):
            yield f"{table}.{column}", row[0] if is_bytes else row[0].encode()
