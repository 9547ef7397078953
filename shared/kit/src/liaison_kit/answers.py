"""Idempotency-Key: a client that missed the answer to a command may ask again, and nothing happens twice.

Source: the IETF draft "The Idempotency-Key HTTP Header Field".
"""

import hashlib

from fastapi import Request, Response
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit.errors import Refusal
from liaison_kit.tables import AnswerRow

HEADER = "idempotency-key"
LONGEST_KEY = 200


class BadIdempotencyKey(Refusal):
    """The Idempotency-Key header must have 1 to 200 characters."""

    status = 400
    field = "Idempotency-Key"


class IdempotencyKeyReused(Refusal):
    """This Idempotency-Key was used for a different request."""

    status = 422
    field = "Idempotency-Key"


async def earlier(session: AsyncSession, request: Request) -> Response | None:
    """The answer given before to the same request, or None if it is the first; a running twin is waited for."""
    key = request.headers[HEADER]
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadIdempotencyKey
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body()).digest()
    claim = insert(AnswerRow).values(key=key, request_hash=digest).on_conflict_do_nothing()
    if await session.scalar(claim.returning(AnswerRow.key)) is not None:
        return None
    row = (await session.execute(select(AnswerRow).where(AnswerRow.key == key))).scalar_one()
    if row.request_hash != digest:
        raise IdempotencyKeyReused
    answer = Response(row.body, row.status or 200)
    answer.raw_headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in (row.headers or {}).items()]
    answer.headers["idempotency-replayed"] = "true"
    return answer


async def remember(session: AsyncSession, request: Request, response: Response) -> None:
    """Keeps the answer in the transaction of the command itself: both survive a crash, or neither."""
    # A cookie is a credential: it is handed out once, and not kept.
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers]
    headers = {name: value for name, value in pairs if name.lower() != "set-cookie"}
    kept = update(AnswerRow).where(AnswerRow.key == request.headers[HEADER])
    await session.execute(kept.values(status=response.status_code, headers=headers, body=bytes(response.body)))
