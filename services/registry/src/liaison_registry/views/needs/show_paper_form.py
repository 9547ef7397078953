"""Show a survey as a paper form, to be printed and filled in by hand."""

from typing import Annotated

from fastapi import Path
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.survey_form import SurveyForm, form_of

router = web.router(ANYBODY)


@router.get("/surveys/{slug}/paper")
async def show_paper_form(session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]) -> SurveyForm:
    study = await session.scalar(select(NeedsStudy).where(NeedsStudy.slug == slug))
    if study is None or study.status == "draft":
        raise NotFound
    return await form_of(session, study)
