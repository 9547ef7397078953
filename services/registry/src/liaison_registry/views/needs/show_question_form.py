"""Show the form in which a question of a draft is changed."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.questions import Question
from liaison_registry.model.needs.survey_form import QuestionShown, form_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


class QuestionForm(BaseModel):
    """`before`: the questions that stand earlier, on whose choices this one may depend."""

    study_id: UUID
    version: int
    title: str
    title_en: str
    status: str
    number: int
    question: Question
    before: list[QuestionShown]


@router.get("/surveys/studies/{study_id}/questions/{question}")
async def show_question_form(
    session: Session, study_id: UUID, question: Annotated[str, Path(pattern="^q[0-9]{1,4}$")], response: Response
) -> QuestionForm:
    study = await get(session, NeedsStudy, study_id)
    before, known = study.up_to(question)
    shown = (await form_of(session, study)).questions[: len(before)]
    tell_version(response, study.version)
    named = {name: getattr(study, name) for name in ("version", "title", "title_en", "status")}
    return QuestionForm(study_id=study.id, **named, number=len(before) + 1, question=known, before=shown)
