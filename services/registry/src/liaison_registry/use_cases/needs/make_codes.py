"""Make codes for a study: each lets one person answer once; nobody writes down who was given which."""

import secrets
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import cookies, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import insert

from liaison_registry.model import NeedsStudy, Ticket
from liaison_registry.model.needs.survey_codes import MOST, codes_of, hash_of_code, in_cookie

router = web.router(for_the_network(Role.COORDINATOR))


class HowMany(BaseModel):
    """Slips to be handed out."""

    number: int = Field(ge=1, le=MOST)


class Codes(BaseModel):
    """Shown once: only their hashes are kept."""

    codes: list[str]


@router.post("/surveys/studies/{study_id}/codes", status_code=201)
async def make_codes(session: Session, study_id: UUID, wanted: HowMany, request: Request, response: Response) -> Codes:
    study = await get_for_update(session, NeedsStudy, study_id)
    study.must_go_by_code()
    secret = secrets.token_urlsafe(24)
    codes = codes_of(secret, wanted.number)
    # In the order of the hashes, which says nothing about the order of the slips.
    hashes = sorted(hash_of_code(study_id, code) for code in codes)
    rows = [{"study_id": study_id, "token_hash": one, "used": False} for one in hashes]
    await session.execute(insert(Ticket), rows)
    page = f"/surveys/studies/{study_id}/codes"
    secure = request.app.state.settings.url.startswith("https:")
    said = in_cookie(secret, wanted.number)
    cookies.SURVEY_CODES.give(response, said, path=page, secure=secure)
    response.headers["Location"] = page
    return Codes(codes=codes)
