"""List the sealing keys: staff see which one contacts are sealed for, and which only open what is older."""

from datetime import date
from enum import StrEnum

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import sealing, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_notifications.model import ContactPoint, SealingKey
from liaison_notifications.model.consent.subscribers import Subscriber
from liaison_notifications.model.sealing_key import THE_KEY

router = web.router(only(Role.ADMINISTRATOR))


class KeyUse(StrEnum):
    """What a key is for."""

    SEALS = "seals"  # announced last
    OPENS = "opens"  # what was sealed before
    WAITS = "waits"  # left by a rotation that did not come to its end; the next one announces it


class ShownKey(BaseModel):
    """`public_key` is base64; `made_on` is unknown for a key of the first days."""

    public_key: str
    made_on: date | None
    use: KeyUse


class SealingKeys(BaseModel):
    """Newest first."""

    version: int
    keys: list[ShownKey]
    contacts_to_reseal: int = Field(description="Contacts kept here that are still sealed for an older key.")


@router.get("/sealing-keys", response_model=SealingKeys)
async def list_sealing_keys(session: Session, request: Request) -> Response:
    announced = await get(session, SealingKey, THE_KEY)
    counted = (select(func.count()).where(one.key_version != announced.version) for one in (ContactPoint, Subscriber))
    older = [await session.scalar(each) or 0 for each in counted]
    shown, use = [], KeyUse.WAITS
    for key in sealing.read_keys(request.app.state.settings.sealing_key_file):
        use = KeyUse.SEALS if key.public == announced.public_key else use
        shown.append(ShownKey(public_key=key.public, made_on=key.made_on, use=use))
        use = KeyUse.OPENS if use == KeyUse.SEALS else use
    found = SealingKeys(version=announced.version, keys=shown, contacts_to_reseal=sum(older))
    return Response(found.model_dump_json(), media_type="application/json")
