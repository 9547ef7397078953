"""What a survey's form is made of, on the screen and on paper."""

from uuid import UUID

from liaison_kit.errors import NotFound
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.needs.needs import NeedsStudy
from liaison_registry.model.needs.questions import Choice, Question
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_of_ids


class Condition(BaseModel):
    """On which answer to which earlier question another one depends."""

    question: Question
    choice: Choice


class QuestionShown(BaseModel):
    """A question with its number on the form."""

    number: int
    question: Question
    only_if: Condition | None


class SurveyForm(BaseModel):
    """A study with its questions in their order."""

    id: UUID
    version: int
    slug: str
    title: str
    title_en: str
    intro: str
    intro_en: str
    status: str
    takes_answers: bool = False
    by_code: bool
    districts: list[DistrictNamed]
    questions: list[QuestionShown]


async def form_of(session: AsyncSession, study: NeedsStudy | None) -> SurveyForm:
    """NotFound where there is no study."""
    if study is None:
        raise NotFound
    asked = {one.key: one for one in study.asked()}
    shown = [
        QuestionShown(number=number, question=one, only_if=_condition(one, asked))
        for number, one in enumerate(asked.values(), start=1)
    ]
    names = ("id", "version", "slug", "title", "title_en", "intro", "intro_en", "status", "by_code")
    values = {name: getattr(study, name) for name in names}
    chosen = await districts_of_ids(session, map(UUID, study.district_ids))
    return SurveyForm(**values, districts=chosen, questions=shown)


def _condition(question: Question, asked: dict[str, Question]) -> Condition | None:
    if not question.if_question:
        return None
    other = asked[question.if_question]
    return Condition(question=other, choice=next(one for one in other.choices if one.key == question.if_choice))
