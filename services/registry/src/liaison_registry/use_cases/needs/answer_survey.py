"""Answer a survey: once for each person, and nobody can tell who said what."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Cookie, Path, Response
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import (
    AlreadyAnswered,
    AnswersGiven,
    CodeUnknown,
    CookieNeeded,
    NeedsStudy,
    Ticket,
    store_answers,
)
from liaison_registry.model.needs.survey_codes import hash_of_code

router = web.router(ANYBODY)


class Thanks(BaseModel):
    """It was taken; nothing else is said, so that no answer has a name."""

    slug: str


@router.post("/surveys/{slug}/answers", status_code=201)
async def answer_survey(
    session: Session,
    slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")],
    given: AnswersGiven,
    response: Response,
    liaison_survey: Annotated[str, Cookie(max_length=100)] = "",
) -> Thanks:
    study = await session.scalar(select(NeedsStudy).where(NeedsStudy.slug == slug).with_for_update(read=True))
    if study is None or study.status == "draft":
        raise NotFound
    study.must_take_answers(clock.today())
    await store_answers(session, study, given, uuid4(), None)
    await _use_ticket(session, study, given.code.strip().lower() if study.by_code else liaison_survey)
    response.headers["Location"] = f"/surveys/{slug}/thanks"
    return Thanks(slug=slug)


async def _use_ticket(session: Session, study: NeedsStudy, secret: str) -> None:
    """The database decides: of two at once with the same ticket, one is refused and its answers are taken back."""
    if not secret:
        raise CodeUnknown if study.by_code else CookieNeeded
    hashed = hash_of_code(UUID(str(study.id)), secret)
    mine = (Ticket.study_id == study.id) & (Ticket.token_hash == hashed)
    if study.by_code:
        if await session.scalar(update(Ticket).where(mine, ~Ticket.used).values(used=True).returning(Ticket.used)):
            return
        raise AlreadyAnswered if await session.scalar(select(Ticket.used).where(mine)) else CodeUnknown
    new = insert(Ticket).values(study_id=study.id, token_hash=hashed, used=True)
    if await session.scalar(new.on_conflict_do_nothing().returning(Ticket.used)) is None:
        raise AlreadyAnswered
