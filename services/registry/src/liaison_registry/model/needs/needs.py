"""Needs: a study asks residents what they miss; its questions freeze as it opens, its results as they are public."""

from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.registry import NeedsStudyState
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, NotFound, Refusal
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.needs.questions import AskedAbout, Question


class SlugTaken(Conflict):
    """Another study has this address already."""

    field = "slug"


class NoLongerADraft(Conflict):
    """The study is open or over: its questions do not change any more."""


class NothingAsked(Refusal):
    """A study without questions cannot open: add one first."""


class WrongStep(Conflict):
    """The study is not at this step: it goes from draft to open, closed and published."""


class NotOpen(Conflict):
    """This survey does not take answers now."""


class StudyDaysWrong(Refusal):
    """The last day lies before the first."""

    field = "closes_on"


class AlreadyAnswered(Conflict):
    """You have answered this survey already. Each person answers once."""


class CodeUnknown(Refusal):
    """This code is not known: copy it from the slip you were given."""

    field = "code"


class CookieNeeded(Refusal):
    """Open the survey's page first and let your browser keep its cookie: so each person answers once."""


class NoCodesNeeded(Conflict):
    """Anybody may answer this survey: codes are only for one that asks for them."""


class AdoptionInTheFuture(Refusal):
    """A concept cannot have been adopted in the future."""

    field = "adopted_on"


class NeedsStudy(Aggregate, Base):
    """A study of residents' needs, from the draft of its questions to the concept that came of it."""

    __tablename__ = "needs_study"

    slug: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    intro: Mapped[str]
    intro_en: Mapped[str]
    district_ids: Mapped[list[str]]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    by_code: Mapped[bool]
    status: Mapped[str] = mapped_column(default="draft")
    questions: Mapped[list[dict[str, Any]]]
    results: Mapped[list[dict[str, Any]]]
    published_on: Mapped[date | None]
    concept: Mapped[list[dict[str, Any]]]
    concept_adopted_on: Mapped[date | None]
    concept_document: Mapped[str | None]

    def asked(self) -> list[Question]:
        return [Question.model_validate(one) for one in self.questions]

    def ask(self, questions: list[Question]) -> None:
        """Other questions, in this order; NoLongerADraft once it has opened."""
        if self.status != "draft":
            raise NoLongerADraft
        self.questions = [one.model_dump(mode="json") for one in questions]
        self.changed()

    def rewrite(self, written: dict[str, Any]) -> None:
        """Other words, districts or days; NoLongerADraft once it has opened."""
        if self.status != "draft":
            raise NoLongerADraft
        for name, value in written.items():
            setattr(self, name, value)
        self.changed()

    def up_to(self, key: str) -> tuple[list[Question], Question]:
        """The questions that stand before one, and that one; NotFound if there is none."""
        asked = self.asked()
        at = next((place for place, one in enumerate(asked) if one.key == key), None)
        if at is None:
            raise NotFound
        return asked[:at], asked[at]

    def rewritten(self, question: Question) -> list[Question]:
        """The questions with one written anew; AskedAbout if another one's condition would name what is gone."""
        for number, one in enumerate(self.asked(), start=1):
            if one.if_question == question.key and one.if_choice not in question.offered():
                raise AskedAbout(number=number)
        return [question if one.key == question.key else one for one in self.asked()]

    def must_go_by_code(self) -> None:
        if not self.by_code:
            raise NoCodesNeeded

    def without(self, key: str) -> list[Question]:
        """The questions but one, and no condition that asks for it; NotFound if there is none."""
        asked = self.asked()
        if all(one.key != key for one in asked):
            raise NotFound
        return [one.unconditional() if one.if_question == key else one for one in asked if one.key != key]

    def moved_up(self, key: str) -> list[Question]:
        """The questions, one of them a place earlier; what it depends on stays before it."""
        asked = self.asked()
        at = next((place for place, one in enumerate(asked) if one.key == key), None)
        if at is None:
            raise NotFound
        if at == 0 or asked[at].if_question == asked[at - 1].key:
            return asked
        return [*asked[: at - 1], asked[at], asked[at - 1], *asked[at + 1 :]]

    def step_to(self, status: str) -> None:
        """From draft to open, from open to closed; WrongStep otherwise."""
        if {"open": "draft", "closed": "open", "published": "closed"}[status] != self.status:
            raise WrongStep
        if status == "open" and not self.questions:
            raise NothingAsked
        self.status = status
        self.changed()

    def takes_answers(self, today: date) -> bool:
        return self.status == "open" and self.opens_on <= today <= self.closes_on

    def must_take_answers(self, today: date) -> None:
        if not self.takes_answers(today):
            raise NotOpen

    def publish(self, results: list[dict[str, Any]], today: date) -> None:
        """The results are public from now on and do not change any more: two exports never differ."""
        self.step_to("published")
        self.results, self.published_on = results, today

    def adopt(self, services: list[dict[str, Any]], document: str, adopted_on: date, today: date) -> None:
        if self.status != "published":
            raise WrongStep
        if adopted_on > today:
            raise AdoptionInTheFuture
        self.concept, self.concept_document, self.concept_adopted_on = services, document, adopted_on
        self.changed()

    def state(self) -> NeedsStudyState:
        return NeedsStudyState.model_validate(self, from_attributes=True)


class Submission(Base):
    """One person's answers, without the person: a random id, and no time by which they could be put in order."""

    __tablename__ = "needs_submission"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    study_id: Mapped[UUID] = mapped_column(ForeignKey("needs_study.id"))
    district_id: Mapped[UUID]
    sex: Mapped[str]
    age_group: Mapped[str]
    paper_number: Mapped[int | None]


class Answer(Base):
    """One answer; the choice `*` says that the question was answered at all, question `` that somebody took part."""

    __tablename__ = "needs_answer"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("needs_submission.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    said: Mapped[str | None]


class Ticket(Base):
    """That somebody may answer, or has: the mark lies apart from the answers, and nothing joins the two."""

    __tablename__ = "needs_ticket"

    study_id: Mapped[UUID] = mapped_column(ForeignKey("needs_study.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    used: Mapped[bool]


class NeedsCount(Base):
    """How many gave an answer: kept by the database with each answer."""

    __tablename__ = "needs_count"

    study_id: Mapped[UUID] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    sex: Mapped[str] = mapped_column(primary_key=True)
    age_group: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
