"""What somebody writes to draft a study or a question of it, or to change them while it is a draft."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.needs.needs import StudyDaysWrong
from liaison_registry.model.needs.questions import Kind, Question, check_condition, choices_of, with_known_keys
from liaison_registry.model.territory.district import UnknownDistrict, present_districts
from liaison_registry.model.text import OneLine


class WrittenStudy(BaseModel):
    """`district_ids`: all districts where none is named; `by_code`: only who was given a code may answer."""

    title: OneLine = Field(min_length=1, max_length=200)
    title_en: OneLine = Field(min_length=1, max_length=200)
    intro: str = Field("", max_length=2000)
    intro_en: str = Field("", max_length=2000)
    district_ids: list[UUID] = []
    opens_on: date
    closes_on: date
    by_code: bool = False

    async def checked_districts(self, session: AsyncSession) -> list[str]:
        """Ids as a study keeps them; UnknownDistrict, and StudyDaysWrong for days in the wrong order."""
        if self.closes_on < self.opens_on:
            raise StudyDaysWrong
        known = [one.id for one in await session.scalars(present_districts())]
        if not set(self.district_ids) <= set(known) or not known:
            raise UnknownDistrict
        return [str(one) for one in self.district_ids or known]


class WrittenQuestion(BaseModel):
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

    def question(self, key: str, before: list[Question], known: Question | None = None) -> Question:
        """The question as a study keeps it; a choice that `known` had keeps its key.

        ChoicesMissing and ConditionImpossible where it cannot be asked.
        """
        if_question, _, if_choice = self.if_choice.partition(" ")
        other = self.other and self.kind in {Kind.SINGLE, Kind.MULTIPLE}
        choices = with_known_keys(choices_of(self.kind, self.choices, other), known.choices if known else [])
        written = self.model_dump() | {"choices": choices, "other": other}
        question = Question(**written | {"key": key, "if_question": if_question, "if_choice": if_choice})
        check_condition(question, before)
        return question
