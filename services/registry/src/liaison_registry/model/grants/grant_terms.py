"""What a grant competition's call says, as a coordinator writes it."""

from typing import Annotated, Any

from liaison_kit.errors import Conflict, Refusal
from liaison_kit.formats import written
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from liaison_registry.model.form_rows import with_rows
from liaison_registry.model.programme.money import Kopiykas
from liaison_registry.model.text import OneLine

RESERVED = {"new", "mine", "applications", "awards", "drafts"}
"""First parts of addresses that mean something else."""


class ReservedSlug(Refusal):
    """This short name is taken by a page of ours. Choose another one."""

    field = "slug"


class SlugTaken(Conflict):
    """There is a call with this short name already."""

    field = "slug"


class LargestAboveTotal(Refusal):
    """The largest grant cannot be more than the whole amount."""

    field = "largest"


class ClosesBeforeItOpens(Refusal):
    """The call must close after it opens."""

    field = "closes_at"


Moment = Annotated[written.Moment, AfterValidator(lambda moment: moment.replace(second=0, microsecond=0))]
"""To the minute."""
Prose = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


class NamedCriterion(BaseModel):
    """What applications are judged by, with 0 to 10 points; its weight is relative to the others'."""

    name: OneLine = Field(min_length=1, max_length=100)
    name_en: OneLine | None = Field(None, max_length=100)
    weight: int = Field(ge=1, le=100)


class Terms(BaseModel):
    """What a call says. Amounts: kopiykas, or a text in hryvnias. Moments: ISO 8601; without an offset, Kyiv's."""

    title: OneLine = Field(min_length=1, max_length=200)
    title_en: OneLine | None = Field(None, max_length=200)
    description: Prose = Field(min_length=1, max_length=10_000)
    description_en: Prose | None = Field(None, max_length=10_000)
    who_may: Prose = Field(min_length=1, max_length=2000)
    who_may_en: Prose | None = Field(None, max_length=2000)
    total: Kopiykas = Field(ge=1)
    largest: Kopiykas = Field(ge=1)
    criteria: list[NamedCriterion] = Field(min_length=1, max_length=12)
    opens_at: Moment
    closes_at: Moment
    evaluators_needed: int = Field(2, ge=1, le=20, description="Scores that each application needs at least.")

    @model_validator(mode="before")
    @classmethod
    def _with_criteria(cls, given: Any) -> Any:
        columns = {"name": "criteria_names", "name_en": "criteria_names_en", "weight": "criteria_weights"}
        return with_rows(given, "criteria", columns)

    def must_fit(self) -> None:
        """LargestAboveTotal or ClosesBeforeItOpens if the terms contradict each other."""
        if self.largest > self.total:
            raise LargestAboveTotal
        if self.closes_at <= self.opens_at:
            raise ClosesBeforeItOpens


CORRECTABLE = {"title", "title_en", "description", "description_en", "who_may", "who_may_en"}
"""What can be corrected while a call is public; beside them it can stay open for longer."""


def checked_slug(slug: str) -> str:
    """ReservedSlug if the address would lead to another page of ours."""
    if slug in RESERVED:
        raise ReservedSlug
    return slug
