"""Headcounts: people who came without a sign-up, by sex and age on that day, and never a name."""

import re
from uuid import UUID

from liaison_contracts.events import AgeGroup, HeadcountRecorded, Sex
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event import Event
from liaison_events.model.tables import Base

FIRST_YEARS = ((18, AgeGroup.UNDER_18), (35, AgeGroup.FROM_18), (60, AgeGroup.FROM_35))
OLDEST = 120


class NobodyToTakeBack(Conflict):
    """Of these only {people} were counted."""

    field = "people"


class AgeUnclear(Refusal):
    """Write an age such as 34 or a year of birth such as 1989, or leave it empty."""

    field = "age"


class Headcount(Aggregate, Base):
    """People of one sex and age group: a tally of the door, or, where it has a `line`, a row of the paper sheet."""

    __tablename__ = "headcount"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"))
    line: Mapped[int | None]
    sex: Mapped[str]
    age_group: Mapped[str]
    people: Mapped[int] = mapped_column(default=0)

    def add(self, people: int) -> None:
        """So many more, or fewer; NobodyToTakeBack below nothing."""
        if self.people + people < 0:
            raise NobodyToTakeBack(people=self.people)
        self.people += people
        self.changed()

    def write(self, sex: Sex, age_group: AgeGroup, people: int) -> None:
        """What the row of the sheet says, once more."""
        self.sex, self.age_group, self.people = sex, age_group, people
        self.changed()

    def fact(self, event: Event) -> HeadcountRecorded:
        return HeadcountRecorded(
            occurred_on=event.day,
            headcount_id=self.id,
            version=self.version,
            event_id=event.id,
            sex=Sex(self.sex),
            age_group=AgeGroup(self.age_group),
            people=self.people,
        )

    def said(self) -> dict[str, object]:
        """What the history of corrections keeps of it."""
        return {"line": self.line, "sex": self.sex, "age_group": self.age_group, "people": self.people}


def group_of(age: int) -> AgeGroup:
    """The age group of so many full years."""
    return next((group for below, group in FIRST_YEARS if age < below), AgeGroup.FROM_60)


def age_group_of(written: str, event: Event) -> AgeGroup:
    """Of an age or a year of birth as it stands on paper: the age on the day of the event, whenever it is typed in.

    Of a year of birth the birthday is not known: who turns 18 in the event's year counts as 18.
    """
    text = written.strip()
    if not text:
        return AgeGroup.UNKNOWN
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise AgeUnclear
    age = int(text) if len(text) < 4 else event.day.year - int(text)
    if not 0 <= age <= OLDEST:
        raise AgeUnclear
    return group_of(age)


def people_counted(event_id: UUID) -> Select[int]:
    """Everybody who came without a sign-up."""
    return select(func.coalesce(func.sum(Headcount.people), 0)).where(Headcount.event_id == event_id)
