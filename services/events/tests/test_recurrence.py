"""When series take place: by the clock on the wall, whatever the clock does."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vRecur
from liaison_events.model import Event, Series
from liaison_events.model.calendar.recurrence import (
    MOST_DATES,
    Hours,
    Recurrence,
    Repeats,
    SeriesEndsBeforeStart,
    SeriesHasNoEnd,
    TooManyDates,
    wall,
)
from liaison_events.model.calendar.series import NothingToCome, reached
from liaison_kit.database import new_id

DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
CLOCK = st.times().map(lambda one: one.replace(second=0, microsecond=0))


def days(first: date, repeats: Repeats, times: int | None = None, until: date | None = None) -> list[date]:
    return Recurrence(first, repeats, times, until).days()


def test_each_rule_finds_its_days() -> None:
    second_tuesday = date(2026, 10, 13)
    assert days(second_tuesday, Repeats.DAILY, 2) == [second_tuesday, date(2026, 10, 14)]
    assert days(second_tuesday, Repeats.WEEKLY, 2) == [second_tuesday, date(2026, 10, 20)]
    assert days(second_tuesday, Repeats.FORTNIGHTLY, until=date(2026, 11, 10)) == [
        second_tuesday,
        date(2026, 10, 27),
        date(2026, 11, 10),
    ]
    assert days(second_tuesday, Repeats.MONTHLY_BY_WEEKDAY, 3)[1:] == [date(2026, 11, 10), date(2026, 12, 8)]
    assert days(second_tuesday, Repeats.MONTHLY_BY_DAY, 3)[1:] == [date(2026, 11, 13), date(2026, 12, 13)]


def test_a_fifth_weekday_is_the_last_and_a_month_without_the_31st_has_none() -> None:
    assert days(date(2026, 9, 30), Repeats.MONTHLY_BY_WEEKDAY, 3)[1:] == [date(2026, 10, 28), date(2026, 11, 25)]
    assert days(date(2026, 10, 31), Repeats.MONTHLY_BY_DAY, 3)[1:] == [date(2026, 12, 31), date(2027, 1, 31)]


def test_a_series_ends_and_not_before_it_begins() -> None:
    first = date(2026, 10, 13)
    for times, until in ((None, None), (3, first)):
        with pytest.raises(SeriesHasNoEnd):
            days(first, Repeats.DAILY, times, until)
    with pytest.raises(SeriesEndsBeforeStart):
        days(first, Repeats.DAILY, until=first - timedelta(1))
    assert len(days(first, Repeats.DAILY, until=first + timedelta(MOST_DATES - 1))) == MOST_DATES
    with pytest.raises(TooManyDates):
        days(first, Repeats.DAILY, until=first + timedelta(MOST_DATES))


def test_an_hour_that_is_skipped_moves_forward_and_one_that_comes_twice_is_the_first() -> None:
    night = Hours(time(3, 30), time(4, 30))
    skipped, twice = night.on(date(2027, 3, 28)), night.on(date(2026, 10, 25))
    assert wall(skipped.starts_at).time() == time(4, 30)
    assert skipped.ends_at - skipped.starts_at == timedelta(hours=1)
    assert twice.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.builds(Recurrence, DAYS, st.sampled_from(Repeats), st.integers(1, MOST_DATES), st.none()))
def test_the_rule_that_is_told_is_the_one_that_was_followed(rule: Recurrence) -> None:
    told = vRecur.from_ical(rule.rfc5545())
    found = rule.days()
    assert told["COUNT"] == [rule.times] == [len(found)]
    assert found == sorted(set(found))
    assert found[0] == rule.first
    if rule.repeats in {Repeats.WEEKLY, Repeats.FORTNIGHTLY, Repeats.MONTHLY_BY_WEEKDAY}:
        assert {day.weekday() for day in found} == {rule.first.weekday()}


@given(DAYS, st.sampled_from(Repeats), CLOCK, CLOCK, st.integers(0, 1))
def test_summer_time_never_shifts_the_clock_on_the_wall(
    first: date, repeats: Repeats, start: time, end: time, nights: int
) -> None:
    hours = Hours(start, end, nights)
    for day in days(first, repeats, 30):
        span = hours.on(day)
        assert span.starts_at < span.ends_at or (nights == 0 and end <= start)
        assert wall(span.starts_at).date() == day
        # Only the hour that does not exist is another one.
        assert wall(span.starts_at).time() == start or (day.month == 3 and start.hour == 3)


def an_event_of(series: Series, starts_at: datetime, **changes: object) -> Event:
    values = {"series_id": series.id, "status": "scheduled", "changed_alone": False} | changes
    return Event(id=new_id(), starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **values)


HOURS = [time(3, 30), time(10), time(18), time(19, 30)]
# Mostly such as an edit reaches, so that some of them follow each other.
STATUSES = st.sampled_from(["scheduled", "scheduled", "scheduled", "scheduled", "cancelled", "held"])
EVENTS = st.lists(st.tuples(STATUSES, st.sampled_from([False, False, False, True])), min_size=1, max_size=12)


@given(EVENTS, st.integers(-2, 6), DAYS, st.sampled_from([-7, -1, 0, 1, 7]), st.sampled_from(HOURS))
def test_an_edit_never_touches_the_past_what_was_cancelled_or_what_was_changed_by_itself(
    made: list[tuple[str, bool]], passed: int, first: date, shift: int, hour: time
) -> None:
    series = Series(id=new_id())
    hours = Hours(time(18), time(20))
    events = [
        an_event_of(series, hours.on(first + timedelta(7 * week)).starts_at, status=status, changed_alone=alone)
        for week, (status, alone) in enumerate(made)
    ]
    now = hours.on(first + timedelta(7 * passed)).starts_at
    open_to_edits = [e for e in events if e.starts_at > now and e.status == "scheduled" and not e.changed_alone]
    if not open_to_edits:
        with pytest.raises(NothingToCome):
            reached(events, None, now)
        return
    found = reached(events, None, now)
    ids = [event.id for event in events]
    assert list(found.events) == open_to_edits
    assert {event.id for event in found.kept} == {e.id for e in events if e.starts_at > now} - {
        e.id for e in open_to_edits
    }
    start = datetime.combine(found.first.day + timedelta(shift), hour)
    moved = found.rescheduled(start, start + timedelta(hours=1))
    assert {event.id for event, _ in moved} == {event.id for event in open_to_edits}
    for event, span in moved:
        assert wall(span.starts_at).date() == event.day + timedelta(shift)
        assert wall(span.starts_at).time() == hour or (wall(span.starts_at).month == 3 and hour.hour == 3)
    # In the order in which none meets another that has not moved yet.
    todo = {event.id: event for event in open_to_edits}
    for event, span in moved:
        del todo[event.id]
        assert all(other.ends_at <= span.starts_at or other.starts_at >= span.ends_at for other in todo.values())
    assert [event.id for event in events] == ids
