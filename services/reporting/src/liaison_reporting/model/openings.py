"""When offices were open: the hours of their week, the days on which others held, and the days they did not work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import Happening, in_their_order
from liaison_reporting.model.network import OfficeCopy

STOPPED, RESUMED = "OfficeSuspended", "OfficeResumed"
Spans = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Openings:
    """Minutes of a period: by the hours of the week (`planned`), and those of them in which it was open (`kept`).

    `open` are all minutes in which it was open, longer days included.
    """

    planned: int
    kept: int
    open: int

    @property
    def share(self) -> float | None:
        return self.kept / self.planned if self.planned else None


async def openings(session: AsyncSession, office: OfficeCopy, first: date, last: date) -> Openings | None:
    """Of the days on which it had opened and was not closed for good; None: its hours are not known, or no such day."""
    first = max(first, office.opened_on or date.max)
    last = min(last, office.closed_on - timedelta(days=1)) if office.closed_on else last
    if not office.hours or first > last:
        return None
    stopped = await _stopped(session, office, last)
    planned = kept = opened = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        usual = _minutes(_of_week(office.hours, day))
        special = _special(office.special_hours, day)
        minutes = 0 if _is_in(day, stopped) else usual if special is None else _minutes(special)
        planned, kept, opened = planned + usual, kept + min(usual, minutes), opened + minutes
    return Openings(planned, kept, opened)


async def _stopped(session: AsyncSession, office: OfficeCopy, last: date) -> list[tuple[date, date]]:
    """From which day to which, the second not included, it did not work."""
    turns = await in_their_order(
        session, [STOPPED, RESUMED], None, Happening.subject_id == office.id, Happening.occurred_on <= last
    )
    found: list[tuple[date, date]] = []
    since: date | None = None
    for turn in turns:
        if turn.type == STOPPED:
            since = since or turn.occurred_on
        elif since:
            found.append((since, turn.occurred_on))
            since = None
    return [*found, (since, date.max)] if since else found


def _of_week(hours: Spans, day: date) -> Spans:
    return [one for one in hours if one["weekday"] == day.isoweekday() and _holds(one, day)]


def _holds(one: Mapping[str, Any], day: date) -> bool:
    since, until = one.get("valid_from"), one.get("valid_to")
    return (not since or date.fromisoformat(since) <= day) and (not until or day <= date.fromisoformat(until))


def _special(special: Spans, day: date) -> Spans | None:
    """The hours of a day on which others hold than those of the week; none: closed."""
    for one in special:
        if date.fromisoformat(one["from_day"]) <= day <= date.fromisoformat(one["to_day"]):
            spans: Spans = one["hours"]
            return spans
    return None


def _minutes(spans: Spans) -> int:
    return sum(_clock(one["closes"]) - _clock(one["opens"]) for one in spans)


def _clock(written: str) -> int:
    at = time.fromisoformat(written)
    return at.hour * 60 + at.minute


def _is_in(day: date, periods: list[tuple[date, date]]) -> bool:
    return any(since <= day < until for since, until in periods)
