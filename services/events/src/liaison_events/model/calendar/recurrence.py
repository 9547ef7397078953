"""When a series takes place: rules of RFC 5545 on a clock in Kyiv, so that a course at 18:00 stays at 18:00.

Days come from the rule, hours from the clock on the wall; only then is each date a moment. An hour that summer time
skips moves forward, one that comes twice is the first.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule
from liaison_kit.clock import KYIV
from liaison_kit.errors import Refusal

MOST_DATES = 100
WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
LONGEST = timedelta(hours=24)


class Repeats(StrEnum):
    """How often a series takes place."""

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    MONTHLY_BY_DAY = "monthly_by_day"


class SeriesHasNoEnd(Refusal):
    """Say how many times it takes place, or until which day; not both."""

    field = "times"


class SeriesEndsBeforeStart(Refusal):
    """The last day comes before the first."""

    field = "until"


class TooManyDates(Refusal):
    """A series has {most} dates at most: choose an earlier last day."""

    field = "until"


@dataclass(frozen=True)
class Span:
    """From when to when, UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Hours:
    """From when to when on the wall; `nights`: how many days later it ends, 0 or 1."""

    start: time
    end: time
    nights: int = 0

    @classmethod
    def between(cls, starts_at: datetime, ends_at: datetime) -> "Hours":
        """Of two moments on the wall, at most a day apart."""
        return cls(starts_at.time(), ends_at.time(), (ends_at.date() - starts_at.date()).days)

    def on(self, day: date) -> Span:
        """The moments on this day. Where the clock's change would swallow the end, it lasts as long as ever."""
        start, end = datetime.combine(day, self.start), datetime.combine(day + timedelta(self.nights), self.end)
        starts_at, ends_at = moment(start), moment(end)
        if ends_at <= starts_at:
            ends_at = starts_at + (end - start)
        return Span(starts_at, min(ends_at, starts_at + LONGEST))


@dataclass(frozen=True)
class Recurrence:
    """A rule: from the first day on, so often, so many times or until a day."""

    first: date
    repeats: Repeats
    times: int | None
    until: date | None

    def days(self) -> list[date]:
        """All of them; a Refusal where there is no end, or too many before it. Months without such a day have none."""
        if (self.times is None) == (self.until is None):
            raise SeriesHasNoEnd
        if self.until and self.until < self.first:
            raise SeriesEndsBeforeStart
        found = [one.date() for one in islice(self._rule(), MOST_DATES + 1)]
        if len(found) > MOST_DATES:
            raise TooManyDates(most=MOST_DATES)
        return found

    def rfc5545(self) -> str:
        """The value of an RRULE for a start in Europe/Kyiv."""
        parts = {
            Repeats.DAILY: "FREQ=DAILY",
            Repeats.WEEKLY: "FREQ=WEEKLY",
            Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
            Repeats.MONTHLY_BY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={self._nth}{WEEKDAYS[self.first.weekday()]}",
            Repeats.MONTHLY_BY_DAY: f"FREQ=MONTHLY;BYMONTHDAY={self.first.day}",
        }
        if self.until:
            last = moment(datetime.combine(self.until, time(23, 59, 59)))
            return f"{parts[self.repeats]};UNTIL={last:%Y%m%dT%H%M%SZ}"
        return f"{parts[self.repeats]};COUNT={self.times}"

    @property
    def _nth(self) -> int:
        """Which of its weekday in the month the first day is; the fifth is the last, as few months have one."""
        nth = (self.first.day - 1) // 7 + 1
        return nth if nth < 5 else -1

    def _rule(self) -> rrule:
        monthly = self.repeats in {Repeats.MONTHLY_BY_WEEKDAY, Repeats.MONTHLY_BY_DAY}
        weekly = self.repeats in {Repeats.WEEKLY, Repeats.FORTNIGHTLY}
        by_weekday = self.repeats == Repeats.MONTHLY_BY_WEEKDAY
        return rrule(
            MONTHLY if monthly else WEEKLY if weekly else DAILY,
            dtstart=datetime.combine(self.first, time()),
            interval=2 if self.repeats == Repeats.FORTNIGHTLY else 1,
            count=self.times,
            until=datetime.combine(self.until, time()) if self.until else None,
            byweekday=WEEKDAYS[self.first.weekday()](self._nth) if by_weekday else None,
            bymonthday=self.first.day if self.repeats == Repeats.MONTHLY_BY_DAY else None,
        )


def moment(wall: datetime) -> datetime:
    """What a clock in Kyiv shows, as UTC."""
    return wall.replace(tzinfo=KYIV).astimezone(UTC)


def wall(moment: datetime) -> datetime:
    """What a clock in Kyiv shows at that moment."""
    return moment.astimezone(KYIV).replace(tzinfo=None)
