"""List the signing keys: staff see which one signs, and which are only there for older tokens."""

from datetime import datetime
from enum import StrEnum

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import SigningKeys

router = web.router(only(Role.ADMINISTRATOR))


class KeyUse(StrEnum):
    """What a key is for."""

    SIGNS = "signs"
    CHECKS = "checks"  # tokens that are not over yet
    WAITS = "waits"  # until every service has heard of it


class ShownKey(BaseModel):
    """`kid` is what tokens name the key by (RFC 7638)."""

    kid: str
    announced_at: datetime
    use: KeyUse


class ShownSigningKeys(BaseModel):
    """Newest first."""

    version: int
    keys: list[ShownKey]


@router.get("/signing-keys", response_model=ShownSigningKeys)
async def list_signing_keys(session: Session) -> Response:
    announced = await session.scalar(select(SigningKeys))
    if announced is None:
        raise NotFound
    signs, shown, use = announced.by_preference(clock.real_now())[0], [], KeyUse.WAITS
    for key in announced.keys:
        use = KeyUse.SIGNS if key["kid"] == signs else use
        shown.append(ShownKey(kid=key["kid"], announced_at=key["announced_at"], use=use))
        use = KeyUse.CHECKS if use == KeyUse.SIGNS else use
    found = ShownSigningKeys(version=announced.version, keys=shown)
    return Response(found.model_dump_json(), media_type="application/json")
