"""Make codes for a study: each lets one person answer once; nobody writes down who was given which."""

import hashlib
import secrets
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import insert

from liaison_registry.model import NeedsStudy, Ticket

router = web.router(for_the_network(Role.COORDINATOR))
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class HowMany(BaseModel):
    """Slips to be handed out."""

    number: int = Field(ge=1, le=1000)


class Codes(BaseModel):
    """Shown once: only their hashes are kept."""

    codes: list[str]


@router.post("/surveys/studies/{study_id}/codes", status_code=201)
async def make_codes(session: Session, study_id: UUID, wanted: HowMany) -> Codes:
    study = await get_for_update(session, NeedsStudy, study_id)
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(wanted.number)]
    hashes = [hashlib.sha256(f"{study.id} {code}".encode()).hexdigest() for code in codes]
    # In the order of the hashes, which says nothing about the order of the slips.
    rows = [{"study_id": study_id, "token_hash": one, "used": False} for one in sorted(hashes)]
    await session.execute(insert(Ticket), rows)
    return Codes(codes=codes)
