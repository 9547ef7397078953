"""When a door is open: the hours of the week as people write them, and the days on which others hold."""

import itertools
import re
from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, LiteralString

from liaison_contracts.registry import OpeningHours, Span, SpecialHours
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from liaison_registry.model.text import OneLine

HOURS_TEXTS: dict[str, LiteralString] = {
    "hours_form": "Write hours such as 09:00–13:00, 14:00–18:00; leave it empty if closed.",
    "hours_order": "Hours end after they begin, and before midnight.",
    "hours_overlap": "These hours overlap.",
}
_SPAN = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)")


def _error(kind: str) -> PydanticCustomError:
    return PydanticCustomError(kind, HOURS_TEXTS[kind])


def spans_of(text: str) -> list[Span]:
    """The intervals of a day as a person writes them, in their order; none for an empty text.

    PydanticCustomError if they cannot be read, end before they begin, or overlap.
    """
    spans = []
    for part in filter(None, map(str.strip, re.split("[,;]", text))):
        found = _SPAN.fullmatch(part)
        if not found:
            raise _error("hours_form")
        from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
        try:
            spans.append(Span(opens=time(from_hour, from_minute), closes=time(to_hour, to_minute)))
        except ValueError:
            raise _error("hours_form") from None
    spans.sort(key=lambda span: span.opens)
    if any(span.closes <= span.opens for span in spans):
        raise _error("hours_order")
    if any(later.opens < earlier.closes for earlier, later in itertools.pairwise(spans)):
        raise _error("hours_overlap")
    return spans


def _readable(text: str) -> str:
    spans_of(text)
    return text


Hours = Annotated[OneLine, Field(max_length=100), AfterValidator(_readable)]
"""A day's hours as a person writes them: “09:00–13:00, 14:00–18:00”."""


def hours_on(
    day: date, week: list[OpeningHours], special: list[SpecialHours], shut: Container[date] = ()
) -> list[Span]:
    """When the door is open on a day: special hours where they hold, else the week's that are valid then.

    `shut`: public holidays that are kept; special hours can open one nevertheless.
    """
    for one in special:
        if one.from_day <= day <= one.to_day:
            return one.hours
    if day in shut:
        return []
    spans = [one for one in week if one.weekday == day.isoweekday() and _is_valid(one, day)]
    return sorted(spans, key=lambda span: span.opens)


def _is_valid(hours: OpeningHours, day: date) -> bool:
    return (hours.valid_from or date.min) <= day <= (hours.valid_to or date.max)


def _instant(day: date, wall: time, at: datetime) -> datetime:
    """When a clock in the zone of `at` shows this: of a repeated hour the first, of a skipped one its end."""
    shown = datetime.combine(day, wall, at.tzinfo)
    real = shown.astimezone(UTC).astimezone(at.tzinfo)
    return real if real.replace(tzinfo=None) == shown.replace(tzinfo=None) else real.replace(minute=0, second=0)


def is_open(
    moment: datetime, week: list[OpeningHours], special: list[SpecialHours], shut: Container[date] = ()
) -> bool:
    """Whether the door is open at a moment, by the clock of `moment` (Kyiv's)."""
    now, day = moment.astimezone(UTC), moment.date()
    # In UTC: two moments of one zone are compared by what its clocks show, which is wrong when these are set back.
    return any(
        _instant(day, span.opens, moment).astimezone(UTC) <= now < _instant(day, span.closes, moment).astimezone(UTC)
        for span in hours_on(day, week, special, shut)
    )


def opening_after(
    moment: datetime, week: list[OpeningHours], special: list[SpecialHours], shut: Container[date] = ()
) -> datetime | None:
    """When the door opens after this moment, within a week, by the clock of `moment` (Kyiv's); None if it does not."""
    for ahead in range(8):
        day = moment.date() + timedelta(days=ahead)
        for span in hours_on(day, week, special, shut):
            opening = _instant(day, span.opens, moment)
            # Hours that lie wholly in a skipped hour open nothing.
            if moment.astimezone(UTC) < opening.astimezone(UTC) < _instant(day, span.closes, moment).astimezone(UTC):
                return opening
    return None


def with_week_from(known: list[OpeningHours], day: date | None, week: list[tuple[int, Span]]) -> list[OpeningHours]:
    """The hours when another week holds from a day on: those before it stay as they were. Without a day: always."""
    if day is None:
        return [OpeningHours(weekday=weekday, opens=span.opens, closes=span.closes) for weekday, span in week]
    before = [one for one in known if one.valid_from is None or one.valid_from < day]
    eve = day - timedelta(days=1)
    ended = [one.model_copy(update={"valid_to": min(one.valid_to or eve, eve)}) for one in before]
    new = [
        OpeningHours(weekday=weekday, opens=span.opens, closes=span.closes, valid_from=day) for weekday, span in week
    ]
    return ended + new
