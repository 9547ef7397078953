"""Revoke the signing keys: none that there was is good for anything, a new one signs, and everybody signs in again.

For a key that somebody else has, or may have. Each service refuses its tokens as soon as it hears of this.
"""

import asyncio

from fastapi import Request
from liaison_contracts.identity import Role
from liaison_kit import clock, signing_keys, tokens, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select, update

from liaison_registry.model import SignIn, SigningKeys
from liaison_registry.model.sign_in.signing_keys import announce_keys

router = web.router(only(Role.ADMINISTRATOR))


class OnlyKey(BaseModel):
    """The key that is left; `revoked` are the kids of those that were announced until now."""

    version: int
    kid: str
    revoked: list[str]


@router.post("/signing-keys/revocations", status_code=201)
async def revoke_signing_keys(session: Session, request: Request) -> OnlyKey:
    keys, now = await session.scalar(select(SigningKeys).with_for_update()), clock.real_now()
    if keys is None:
        raise NotFound
    # The file before the commit, as in a rotation. The old keys leave it with the next one; they sign nothing any more.
    path, revoked = request.app.state.settings.signing_key_file, [key["kid"] for key in keys.keys]
    newest = await asyncio.to_thread(signing_keys.next_key, path, revoked, now, unseen=True)
    keys.replace(tokens.public_half(newest.private), now)
    await session.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now))
    await announce_keys(session, keys)
    return OnlyKey(version=keys.version, kid=newest.kid, revoked=revoked)
