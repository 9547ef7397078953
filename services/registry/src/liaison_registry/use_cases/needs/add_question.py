"""Add a question to a study's draft, at its end."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import NeedsStudy, OneLine
from liaison_registry.model.questions import Kind, Question, check_condition, choices_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


class NewQuestion(BaseModel):
    """`choices`: a line each, “Курси | Courses”. `if_choice`: as “q1 c2”, asked only of who chose that."""

    kind: Kind
    text: OneLine = Field(min_length=1, max_length=300)
    text_en: OneLine = Field(min_length=1, max_length=300)
    section: OneLine = Field("", max_length=200)
    section_en: OneLine = Field("", max_length=200)
    choices: str = Field("", max_length=5000)
    required: bool = False
    other: bool = False
    if_choice: str = Field("", max_length=20)


@router.post("/surveys/studies/{study_id}/questions")
async def add_question(session: Session, study_id: UUID, new: NewQuestion) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    asked = study.asked()
    number = 1 + max((int(one.key[1:]) for one in asked), default=0)
    if_question, _, if_choice = new.if_choice.partition(" ")
    other = new.other and new.kind in {Kind.SINGLE, Kind.MULTIPLE}
    values = new.model_dump() | {"choices": choices_of(new.kind, new.choices, other), "other": other}
    question = Question(**values | {"key": f"q{number}", "if_question": if_question, "if_choice": if_choice})
    check_condition(question, asked)
    study.ask([*asked, question])
    return study.state()
