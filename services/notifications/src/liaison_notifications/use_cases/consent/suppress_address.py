"""Suppress an address: from now on nothing is sent to it, because somebody asked so; it is kept unreadable."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field, StringConstraints

from liaison_notifications.model.consent.addresses import hash_of, typed
from liaison_notifications.model.consent.suppression import SuppressionReason, names_nobody, suppress

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Unwanted(BaseModel):
    """`contact` is in the body, never in an address: it is not kept, and stands in no log."""

    contact: Line = Field(max_length=254, description="A telephone number or an email address.")
    note: Line = Field(max_length=300, description="Why; it names nobody.")
    days: Annotated[int | None, LeftEmpty] = Field(None, ge=1, le=3660, description="Without them, for good.")


class Suppressed(BaseModel):
    """It is shown at `Location`."""

    id: UUID


@router.post("/messages/suppressions", status_code=201)
async def suppress_address(
    session: Session, worker: Worker, unwanted: Unwanted, request: Request, response: Response
) -> Suppressed:
    address, now = typed(unwanted.contact), clock.now()
    row = await suppress(
        session,
        hash_of(address, request.app.state.settings.sealing_key_file),
        address.channel,
        SuppressionReason.BY_HAND,
        now,
        expires_at=now + timedelta(days=unwanted.days) if unwanted.days else None,
        by=worker.id,
        note=names_nobody(unwanted.note, "note"),
    )
    response.headers["Location"] = f"/messages/suppressions/{row.id}"
    return Suppressed(id=row.id)
