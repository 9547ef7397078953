"""A week's hours as a person writes them, day by day."""

from liaison_contracts.registry import Span
from pydantic import BaseModel

from liaison_registry.model.offices.opening_hours import Hours, spans_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WrittenWeek(BaseModel):
    """The hours of each weekday: “09:00–13:00, 14:00–18:00”; empty: none."""

    monday: Hours = ""
    tuesday: Hours = ""
    wednesday: Hours = ""
    thursday: Hours = ""
    friday: Hours = ""
    saturday: Hours = ""
    sunday: Hours = ""

    def spans(self) -> list[tuple[int, Span]]:
        """Each interval with its weekday, Monday is 1."""
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return [(weekday, span) for weekday, text in enumerate(days, start=1) for span in spans_of(text)]


def written(hours: list[tuple[int, Span]]) -> dict[str, str]:
    """The same the other way round: what to write for each weekday."""
    ordered = sorted(hours, key=lambda one: one[1].opens)
    return {
        name: ", ".join(f"{span.opens:%H:%M}–{span.closes:%H:%M}" for weekday, span in ordered if weekday == number)
        for number, name in enumerate(WEEKDAYS, start=1)
    }
