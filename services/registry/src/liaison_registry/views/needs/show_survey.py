"""Show a survey: the whole form on one page, for whoever lives in one of its districts."""

import secrets
from typing import Annotated

from fastapi import Cookie, Path, Response
from liaison_kit import clock, cookies, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.survey_form import SurveyForm, form_of

router = web.router(ANYBODY)


@router.get("/surveys/{slug}")
async def show_survey(
    session: Session,
    slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")],
    response: Response,
    liaison_survey: Annotated[str, Cookie(max_length=100)] = "",
) -> SurveyForm:
    study = await session.scalar(select(NeedsStudy).where(NeedsStudy.slug == slug))
    if study is None or study.status == "draft":
        raise NotFound
    form = await form_of(session, study)
    form.takes_answers = study.takes_answers(clock.today())
    # A number that only this browser knows: of it, the registry keeps a hash that says “has answered”, and no more.
    if form.takes_answers and not form.by_code and not liaison_survey:
        number = secrets.token_urlsafe(24)
        cookies.SURVEY.give(response, number, path="/surveys")
    return form
