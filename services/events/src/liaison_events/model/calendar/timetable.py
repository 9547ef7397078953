"""When and where a series is to take place, as somebody asks for it: the first date, how often, until when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from liaison_kit.formats.written import Wall
from pydantic import BaseModel, BeforeValidator, Field

from liaison_events.model.calendar.event_refusals import StartsInThePast, check_length
from liaison_events.model.calendar.recurrence import MOST_DATES, Hours, Recurrence, Repeats, Span
from liaison_events.model.calendar.room_time import SetUp
from liaison_events.model.calendar.series import DateTwice, NoDates, NotOneOfTheDates


class Timetable(SetUp):
    """The first date and the rule; either `times` or `until`. `office_id`: the one that has the room, if left out."""

    office_id: UUID | None = None
    room_id: UUID
    starts_at: Wall = Field(description="Of the first date: ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Wall = Field(description="Of the first date: the same; at most 24 hours later.")
    repeats: Repeats
    times: int | None = Field(None, ge=1, le=MOST_DATES)
    until: date | None = Field(None, description="The last day on which it may take place.")

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(self.starts_at.date(), self.repeats, self.times, self.until)

    def spans(self, now: datetime) -> dict[date, Span]:
        """Each day with its moments; a Refusal for what cannot be."""
        check_length(self.starts_at, self.ends_at)
        hours = Hours.between(self.starts_at, self.ends_at)
        spans = {day: hours.on(day) for day in self.recurrence.days()}
        if next(iter(spans.values())).starts_at < now:
            raise StartsInThePast
        return spans


def _parts(value: object) -> object:
    """`2026-10-25`, or with another room `2026-10-25 0199…`, as a box on the page says it."""
    if isinstance(value, str):
        day, _, room = value.strip().partition(" ")
        return {"day": day} | ({"room_id": room} if room else {})
    return value


class ChosenDate(BaseModel):
    """One of the dates of the rule; `room_id` if it is another room than the other dates'."""

    day: date
    room_id: UUID | None = None


def _without_blanks(value: object) -> object:
    """A form says that nothing is chosen by one blank, as it cannot send an empty list."""
    return [one for one in value if one != ""] if isinstance(value, list) else value


Chosen = Annotated[ChosenDate, BeforeValidator(_parts)]
ChosenDates = Annotated[list[Chosen], BeforeValidator(_without_blanks), Field(max_length=MOST_DATES)]


def chosen_dates(dates: Sequence[ChosenDate] | None, days: Sequence[date]) -> list[ChosenDate]:
    """All of them if nobody chose; a Refusal for one that is none, or that is there twice."""
    if dates is None:
        return [ChosenDate(day=day) for day in days]
    if not dates:
        raise NoDates
    found = sorted(dates, key=lambda one: one.day)
    for before, one in zip([None, *found], found, strict=False):
        if one.day not in days:
            raise NotOneOfTheDates(day=f"{one.day:%d.%m.%Y}")
        if before and before.day == one.day:
            raise DateTwice(day=f"{one.day:%d.%m.%Y}")
    return found
