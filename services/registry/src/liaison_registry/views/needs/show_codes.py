"""Show the codes that were just made as slips to be cut out and handed over, and the form for more."""

from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Request, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_registry.model import NeedsStudy, Ticket
from liaison_registry.model.needs.survey_codes import MOST, from_cookie

router = web.router(for_the_network(Role.COORDINATOR))


class CodeSheet(BaseModel):
    """`codes`: those of the last minutes, for whoever had them made; `made`: of this study, ever.

    `address`: of the survey, as a person types it.
    """

    study_id: UUID
    title: str
    title_en: str
    by_code: bool
    status: str
    made: int
    most: int
    address: str
    codes: list[str] = Field(repr=False)


@router.get("/surveys/studies/{study_id}/codes")
async def show_codes(
    session: Session,
    study_id: UUID,
    request: Request,
    response: Response,
    liaison_codes: Annotated[str, Cookie(max_length=100)] = "",
) -> CodeSheet:
    study = await get(session, NeedsStudy, study_id)
    made = await session.scalar(select(func.count()).select_from(Ticket).where(Ticket.study_id == study_id)) or 0
    response.headers["Cache-Control"] = "no-store"
    named = {name: getattr(study, name) for name in ("title", "title_en", "by_code", "status")}
    address = f"{request.app.state.settings.url.rstrip('/')}/surveys/{study.slug}"
    codes = from_cookie(liaison_codes)
    return CodeSheet(study_id=study.id, **named, made=made, most=MOST, address=address, codes=codes)
