"""Idempotency-Key: a client that missed the answer to a command may ask again, and nothing happens twice.

An answer can hold a personal link, so it is kept encrypted under the key itself, and of the key only a hash is kept:
whoever reads the database learns nothing. Source: the IETF draft "The Idempotency-Key HTTP Header Field", which wants
409 for a request whose twin still runs; a short one is waited for, so that a double click sees the answer.
"""

import asyncio
import hashlib
import hmac
import json

from fastapi import Request, Response
from nacl.secret import SecretBox
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit.errors import Conflict, Refusal
from liaison_kit.tables import AnswerRow

HEADER = "idempotency-key"
LONGEST_KEY = 200
PATIENCE_SECONDS = 2.0

_ANSWERS = AnswerRow.metadata.tables[AnswerRow.__tablename__]
"""The table itself: as an entity, it would cost every command a millisecond of SQLAlchemy's bookkeeping."""


class BadIdempotencyKey(Refusal):
    """The Idempotency-Key header must have 1 to 200 characters."""

    status = 400
    field = "Idempotency-Key"


class IdempotencyKeyReused(Refusal):
    """This Idempotency-Key was used for a different request."""

    status = 422
    field = "Idempotency-Key"


class TwinIsRunning(Conflict):
    """The same request is being worked on. Ask again in {seconds} seconds: nothing happens twice."""

    field = "Idempotency-Key"


async def earlier(session: AsyncSession, request: Request) -> Response | None:
    """The answer given before to the same request, or None if it is the first.

    A running twin is waited for; TwinIsRunning if it takes long.
    """
    key = request.headers[HEADER]
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadIdempotencyKey
    asked = f"{request.method} {request.url.path}\n".encode() + await request.body()
    digest = hmac.digest(key.encode(), asked, "sha256")
    claim = insert(_ANSWERS).values(key_hash=_hash(key), request_hash=digest).on_conflict_do_nothing()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            first = await session.scalar(claim.returning(_ANSWERS.c.key_hash)) is not None
    except TimeoutError as error:
        raise TwinIsRunning(seconds=1) from error
    if first:
        return None
    row = (await session.execute(select(_ANSWERS).where(_ANSWERS.c.key_hash == _hash(key)))).one()
    if row.request_hash != digest:
        raise IdempotencyKeyReused
    return _opened(_box(key).decrypt(row.sealed or b""))


async def remember(session: AsyncSession, request: Request, response: Response) -> None:
    """Keeps the answer in the transaction of the command itself: both survive a crash, or neither."""
    key = request.headers[HEADER]
    # A cookie is a credential: it is handed out once, and not kept.
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers]
    headers = [pair for pair in pairs if pair[0].lower() != "set-cookie"]
    content = json.dumps([response.status_code, headers, bytes(response.body).decode("latin-1")])
    kept = update(_ANSWERS).where(_ANSWERS.c.key_hash == _hash(key))
    await session.execute(kept.values(sealed=bytes(_box(key).encrypt(content.encode()))))


def _opened(content: bytes) -> Response:
    status, headers, body = json.loads(content)
    answer = Response(body.encode("latin-1"), status)
    answer.raw_headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    answer.headers["idempotency-replayed"] = "true"
    return answer


def _hash(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=32, person=b"answer-name").digest()


def _box(key: str) -> SecretBox:
    return SecretBox(hashlib.blake2b(key.encode(), digest_size=SecretBox.KEY_SIZE, person=b"answer-box").digest())
