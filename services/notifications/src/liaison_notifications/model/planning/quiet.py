"""Quiet hours: between evening and morning nobody is written to, unless it cannot wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from liaison_kit.clock import KYIV

BEFORE = timedelta(minutes=15)
"""So long before they begin leaves what would fall into them and must not come later."""


@dataclass(frozen=True)
class QuietHours:
    """By the clock of Kyiv; none where both are the same. In a night when clocks change they are an hour longer or
    shorter, for the clock says when people sleep.
    """

    begin: time = time(21)
    end: time = time(8)

    def until(self, now: datetime) -> datetime | None:
        """When the quiet hours end that it is in, if it is."""
        begin = self._begin_of(now)
        return self._end_after(begin).astimezone(UTC) if begin else None

    def spared(self, moment: datetime) -> datetime:
        """The moment itself, or shortly before the quiet hours that it falls into."""
        begin = self._begin_of(moment)
        return begin.astimezone(UTC) - BEFORE if begin else moment

    def _begin_of(self, moment: datetime) -> datetime | None:
        """When those began that it is in."""
        today = moment.astimezone(KYIV).date()
        for day in (today, today - timedelta(days=1)):
            begin = datetime.combine(day, self.begin, KYIV)
            # Compared across zones: within one, Python looks at the clocks alone, and an hour that comes twice is one.
            if begin.timestamp() <= moment.timestamp() < self._end_after(begin).timestamp():
                return begin
        return None

    def _end_after(self, begin: datetime) -> datetime:
        if self.end == self.begin:
            return begin
        day = begin.date() + timedelta(days=self.end < self.begin)
        return datetime.combine(day, self.end, KYIV)
