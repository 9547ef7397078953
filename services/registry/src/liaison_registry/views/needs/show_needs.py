"""Show the needs that a study found: published for everybody, ranked per district, and the concept adopted from it."""

from typing import Annotated

from fastapi import Path
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.needs_ranking import QuestionRanking, ranking_of
from liaison_registry.model.needs.survey_form import form_of
from liaison_registry.model.territory.district_choice import DistrictNamed

router = web.router(ANYBODY)


class Needs(BaseModel):
    """Results as they were published; they do not change any more."""

    study: NeedsStudyState
    districts: list[DistrictNamed]
    questions: list[QuestionRanking]


@router.get("/surveys/{slug}/results")
async def show_needs(session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]) -> Needs:
    study = await session.scalar(select(NeedsStudy).where(NeedsStudy.slug == slug))
    if study is None or study.status != "published":
        raise NotFound
    state = study.state()
    return Needs(
        study=state,
        districts=(await form_of(session, study)).districts,
        questions=[ranking_of(one) for one in state.results if one.choices],
    )
