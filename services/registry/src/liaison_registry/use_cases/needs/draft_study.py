"""Draft a study: what residents of which districts will be asked about, and from when to when."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import NeedsStudy, OneLine, SlugTaken, StudyDaysWrong, UnknownDistrict, present_districts

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


class StudyDraft(BaseModel):
    """`district_ids`: all districts where none is named; `by_code`: only who was given a code may answer."""

    slug: str = Field(pattern="^[a-z0-9-]{1,60}$")
    title: OneLine = Field(min_length=1, max_length=200)
    title_en: OneLine = Field(min_length=1, max_length=200)
    intro: str = Field("", max_length=2000)
    intro_en: str = Field("", max_length=2000)
    district_ids: list[UUID] = []
    opens_on: date
    closes_on: date
    by_code: bool = False


@router.post("/surveys", status_code=201)
async def draft_study(session: Session, draft: StudyDraft, response: Response) -> NeedsStudyState:
    if draft.closes_on < draft.opens_on:
        raise StudyDaysWrong
    known = [one.id for one in await session.scalars(present_districts())]
    if not set(draft.district_ids) <= set(known) or not known:
        raise UnknownDistrict
    columns = draft.model_dump() | {"district_ids": [str(one) for one in draft.district_ids or known]}
    new = insert(NeedsStudy).values(id=new_id(), version=1, status="draft", questions=[], **columns)
    study: NeedsStudy | None = await session.scalar(
        new.on_conflict_do_nothing(constraint="uq_needs_study_slug").returning(NeedsStudy)
    )
    if study is None:
        raise SlugTaken
    response.headers["Location"] = f"/surveys/studies/{study.id}"
    return study.state()
