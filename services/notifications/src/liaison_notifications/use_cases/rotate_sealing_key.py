"""Rotate the sealing key: contacts are sealed for a new one from now on; what was sealed before still opens."""

import asyncio
from datetime import date

from fastapi import Request
from liaison_contracts.identity import Role
from liaison_contracts.notifications import SealingKeyChanged
from liaison_kit import clock, outbox, sealing, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_notifications.model import SealingKey
from liaison_notifications.model.sealing_key import THE_KEY

router = web.router(only(Role.ADMINISTRATOR))


class NewKey(BaseModel):
    """`public_key` is base64; `version` is what contacts that are sealed for it carry as `key_version`."""

    version: int
    public_key: str
    made_on: date | None


@router.post("/sealing-key/rotations", status_code=201)
async def rotate_sealing_key(session: Session, request: Request) -> NewKey:
    key = await get_for_update(session, SealingKey, THE_KEY)
    # The file before the commit: a key opens before anybody can seal for it, and a crash between the two costs nothing.
    path = request.app.state.settings.sealing_key_file
    newest = await asyncio.to_thread(sealing.next_key, path, key.public_key, clock.today())
    key.replace(newest.public)
    outbox.publish(session, SealingKeyChanged(occurred_on=clock.today(), state=key.state()))
    return NewKey(version=key.version, public_key=key.public_key, made_on=newest.made_on)
