"""Rotate the signing key: the new one is announced now, and signs once every service has heard of it."""

import asyncio
from datetime import datetime

from fastapi import Request
from liaison_contracts.identity import Role
from liaison_kit import clock, signing_keys, tokens, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import SigningKeys
from liaison_registry.model.sign_in.signing_keys import HEARD_AFTER, announce_keys

router = web.router(only(Role.ADMINISTRATOR))


class NewKey(BaseModel):
    """`kid` is what tokens name the key by (RFC 7638)."""

    version: int
    kid: str
    signs_from: datetime


@router.post("/signing-keys/rotations", status_code=201)
async def rotate_signing_key(session: Session, request: Request) -> NewKey:
    keys, now = await session.scalar(select(SigningKeys).with_for_update()), clock.real_now()
    if keys is None:
        raise NotFound
    # The file before the commit: nothing is announced that cannot sign, and a crash between the two costs nothing.
    path, announced = request.app.state.settings.signing_key_file, [key["kid"] for key in keys.keys]
    newest = await asyncio.to_thread(signing_keys.next_key, path, announced, now)
    keys.add(tokens.public_half(newest.private), now)
    await announce_keys(session, keys)
    return NewKey(version=keys.version, kid=newest.kid, signs_from=now + HEARD_AFTER)
