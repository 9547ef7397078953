"""Initiative groups: people on their way to an organisation, and the steps that the law asks of them."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from liaison_contracts.registry import InitiativeGroupFormed
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, FieldError, Refusal
from pydantic import StringConstraints
from pydantic_core import PydanticCustomError
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.csos.public_contacts import email_of, phone_of
from liaison_registry.model.metadata import Base

MOST_FOUNDERS = 50


class GroupStatus(StrEnum):
    """Where a group stands."""

    FORMING = "forming"
    REGISTERED = "registered"
    GIVEN_UP = "given_up"


class FoundingStep(StrEnum):
    """What is done on the way to an organisation, in this order (Law of Ukraine 4572-VI, articles 7, 9, 11, 12)."""

    STATUTE = "statute"
    MEETING = "meeting"
    APPLICATION = "application"
    ENTRY = "entry"


NEEDS = {
    FoundingStep.APPLICATION: {FoundingStep.STATUTE, FoundingStep.MEETING},
    FoundingStep.ENTRY: {FoundingStep.APPLICATION},
}
"""What must be done before a step; the founders' meeting may come before or after the draft of the statute."""


class ConsentMissing(Refusal):
    """We may keep the founders' names and contacts only if they agree."""

    field = "consent"


class GroupIsOver(Conflict):
    """This group is registered or has given up: nothing of it changes any more."""


class StepTaken(Conflict):
    """This step is recorded already."""


class StepNotTaken(Conflict):
    """This step is not recorded, or a later one stands on it: take that one back first."""


class StepTooEarly(Conflict):
    """Another step comes before this one: record it first."""


class WrongStepDay(Refusal):
    """The day cannot lie in the future, nor before the steps that it stands on."""

    field = "taken_on"


class WrongFormingDay(Refusal):
    """The day on which they began cannot lie in the future."""

    field = "formed_on"


class StepsMissing(Conflict):
    """Steps are missing on the way to registration: record them first."""

    field = "group_id"


class UnknownGroup(Refusal):
    """There is no such initiative group."""

    field = "group_id"


FOUNDER_TEXTS = {
    "founder": "Line {line}: write a name, a comma, and a telephone number or an email address.",
    "contact": "Line {line}: this is neither a telephone number nor an email address.",
    "nobody": "Write down the founders, one on each line: a name, a comma, a telephone number or an email address.",
    "many": "Write down at most {most} founders.",
}


class WrongFounders(Refusal):
    """Some fields are wrong. Correct them and send again."""

    @classmethod
    def because(cls, sentence: str, **values: object) -> "WrongFounders":
        return cls(errors=[FieldError("founders", FOUNDER_TEXTS[sentence], values)])


Founders = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
"""Founders as a person writes them down, one on each line: “Олена Коваль, 067 123 45 67”."""


def founders_of(text: str) -> list[dict[str, str]]:
    """Name and contact (E.164, an email, or nothing) of each line; WrongFounders if one cannot be read."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_FOUNDERS:
        raise WrongFounders.because("many", most=MOST_FOUNDERS)
    found = [_founder(number, line) for number, line in lines]
    if not any(one["contact"] for one in found):
        raise WrongFounders.because("nobody")
    return found


def _founder(number: int, line: str) -> dict[str, str]:
    name, _, contact = (part.strip() for part in re.sub(r"\s+", " ", line).replace(";", ",").partition(","))
    if not re.match(r"[^\W\d_]", name) or len(name) > 200 or not line.isprintable():
        raise WrongFounders.because("founder", line=number)
    if not contact:
        return {"name": name, "contact": ""}
    try:
        return {"name": name, "contact": email_of(contact) if "@" in contact else phone_of(contact)}
    except PydanticCustomError:
        raise WrongFounders.because("contact", line=number) from None


class InitiativeGroup(Aggregate, Base):
    """People who want to found an organisation. Who they are, and whatever else is said in words, is forgotten."""

    __tablename__ = "initiative_group"

    idea: Mapped[str]
    area: Mapped[str]
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("district.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    founders: Mapped[list[dict[str, Any]]]
    consented_on: Mapped[date]
    formed_on: Mapped[date]
    status: Mapped[str] = mapped_column(default=GroupStatus.FORMING)
    steps: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_step: Mapped[str | None] = mapped_column(default=FoundingStep.STATUTE)
    progress_on: Mapped[date]
    ended_on: Mapped[date | None]
    reason: Mapped[str | None]
    cso_id: Mapped[UUID | None] = mapped_column(ForeignKey("cso.id"))
    forgotten_on: Mapped[date | None]

    @classmethod
    def form(
        cls,
        group_id: UUID,
        said: dict[str, Any],
        founders: list[dict[str, str]],
        today: date,
        backdating_reason: str | None,
    ) -> Self:
        """They begin, and agreed that we keep who they are; WrongFormingDay for a day to come."""
        if said["formed_on"] > today:
            raise WrongFormingDay
        must_be_explained(said["formed_on"], today, backdating_reason)
        kept = {"status": GroupStatus.FORMING, "steps": {}, "next_step": FoundingStep.STATUTE, "progress_on": today}
        return cls(id=group_id, version=1, founders=founders, consented_on=today, **said, **kept)

    @property
    def missing(self) -> list[FoundingStep]:
        """Steps that are not recorded yet, in their order."""
        return [step for step in FoundingStep if step not in self.steps]

    def must_be_forming(self) -> None:
        if self.status != GroupStatus.FORMING:
            raise GroupIsOver

    def change(self, values: dict[str, Any]) -> None:
        """What is known of it is something else now; founders may ask for theirs to be put right or taken out."""
        self.must_be_forming()
        for name, value in values.items():
            setattr(self, name, value)
        self.changed()

    def take(
        self, step: FoundingStep, on: date, today: date, by: UUID, notes: str = "", backdating_reason: str | None = None
    ) -> None:
        """A step is done; WrongStepDay if it would lie before one that it stands on."""
        self.must_be_forming()
        if step in self.steps:
            raise StepTaken
        needed = NEEDS.get(step, set())
        if not needed <= set(self.steps):
            raise StepTooEarly
        if on > today or any(on.isoformat() < self.steps[one]["taken_on"] for one in needed):
            raise WrongStepDay
        must_be_explained(on, today, backdating_reason)
        record = {"taken_on": on.isoformat(), "by": str(by), "recorded_on": today.isoformat(), "notes": notes}
        self._keep(self.steps | {step.value: record}, today)

    def undo(self, step: FoundingStep, today: date) -> None:
        """It was recorded by mistake; StepNotTaken where another stands on it."""
        self.must_be_forming()
        if step not in self.steps or any(step in needed and after in self.steps for after, needed in NEEDS.items()):
            raise StepNotTaken
        self._keep({one: record for one, record in self.steps.items() if one != step}, today)

    def _keep(self, steps: dict[str, Any], today: date) -> None:
        self.steps = steps
        self.next_step = self.missing[0] if self.missing else None
        self.progress_on = today
        self.changed()

    def give_up(self, today: date, reason: str) -> None:
        """They stop; who they were is kept for a year, in case they come back."""
        self.must_be_forming()
        self.status, self.ended_on, self.reason = GroupStatus.GIVEN_UP, today, reason
        self.changed()

    def become(self, cso_id: UUID, on: date, today: date, by: UUID) -> None:
        """They are an organisation now, and forgotten as people; StepsMissing unless they applied for it."""
        self.must_be_forming()
        if set(self.missing) - {FoundingStep.ENTRY}:
            raise StepsMissing
        if FoundingStep.ENTRY not in self.steps:
            record = {"taken_on": on.isoformat(), "by": str(by), "recorded_on": today.isoformat()}
            self.steps = self.steps | {FoundingStep.ENTRY.value: record}
        self.status, self.ended_on, self.cso_id, self.next_step = GroupStatus.REGISTERED, today, cso_id, None
        self.forget(today)

    def forget(self, today: date) -> None:
        """Who they were is overwritten, and every word that could tell it; that there was a group stays."""
        self.founders, self.idea, self.forgotten_on = [], "", today
        self.reason = None if self.reason is None else ""
        self.steps = {step: record | {"notes": ""} for step, record in self.steps.items()}
        self.changed()

    def formed(self) -> InitiativeGroupFormed:
        """The fact that it began: no name and no word of theirs."""
        return InitiativeGroupFormed.model_validate(
            {
                "occurred_on": self.formed_on,
                "group_id": self.id,
                "version": self.version,
                "office_id": self.office_id,
                "district_id": self.district_id,
                "area": self.area,
            }
        )
