"""Needs: what a study of residents' needs found, and the concept of services that was adopted from it."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from liaison_contracts.fact import FactWithState, State


class NeedCount(BaseModel):
    """How many in one district gave one answer; None: hidden, because so few could be recognised."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    district_id: UUID
    choice: str
    people: int | None


class NeedBase(BaseModel):
    """How many in one district answered the question at all; None: hidden, with all answers of that district."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    district_id: UUID
    people: int | None


class ChoiceText(BaseModel):
    """One answer that can be chosen: its key within the question, and its words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    text: str
    text_en: str


class QuestionResult(BaseModel):
    """What was answered to one question, per district; free text is never part of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    text: str
    text_en: str
    choices: list[ChoiceText]
    bases: list[NeedBase]
    counts: list[NeedCount]


class ConceptService(BaseModel):
    """A service that the concept provides for the offices of one district."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    district_id: UUID
    name: str
    name_en: str


class NeedsStudyState(State):
    """A published study of residents' needs, and the concept adopted from it."""

    slug: str
    title: str
    title_en: str
    district_ids: list[UUID]
    opens_on: date
    closes_on: date
    published_on: date | None
    results: list[QuestionResult]
    concept: list[ConceptService] = Field([], description="Empty until one is adopted.")
    concept_adopted_on: date | None = None
    concept_document: str | None = Field(None, description="Address of the public document.")


class NeedsStudyPublished(FactWithState):
    """The results of a study are public: sums per district, small ones hidden."""

    state: NeedsStudyState


class ConceptAdopted(FactWithState):
    """The range of services per district was decided on, in a public document."""

    state: NeedsStudyState
