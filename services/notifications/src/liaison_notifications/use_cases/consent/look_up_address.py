"""Look an address up: whoever answers for messages types it and learns whether it may be written to; it is not kept."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import select

from liaison_notifications.model.consent.addresses import hash_of, typed
from liaison_notifications.model.consent.suppression import Suppression

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Address(BaseModel):
    """In the body, never in an address: it is not kept, and stands in no log."""

    contact: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        max_length=254, description="A telephone number or an email address."
    )


class Found(BaseModel):
    """What is at `Location`; without an id, nothing was ever said against writing to it."""

    id: UUID | None


@router.post("/messages/suppressions/questions")
async def look_up_address(session: Session, address: Address, request: Request, response: Response) -> Found:
    address_hash = hash_of(typed(address.contact), request.app.state.settings.sealing_key_file)
    of_it = select(Suppression.id).where(Suppression.address_hash == address_hash)
    found = await session.scalar(of_it.order_by(Suppression.id.desc()).limit(1))
    response.headers["Location"] = f"/messages/suppressions/{found}" if found else "/messages/suppressions?found=no"
    return Found(id=found)
