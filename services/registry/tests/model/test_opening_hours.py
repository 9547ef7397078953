"""When a door is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liaison_contracts.registry import OpeningHours, Span, SpecialHours
from liaison_kit.clock import KYIV
from liaison_registry.model.offices.opening_hours import hours_on, is_open, opening_after, spans_of, with_week_from
from liaison_registry.model.offices.public_holidays import public_holidays
from pydantic_core import PydanticCustomError

MONDAY = date(2026, 10, 19)
NINE_TO_SIX = [OpeningHours(weekday=weekday, opens=time(9), closes=time(18)) for weekday in range(1, 8)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        (" , ", []),
        ("09:00–18:00", [(time(9), time(18))]),
        ("9.00-13.00; 14:00 — 18:30", [(time(9), time(13)), (time(14), time(18, 30))]),
        ("14:00–18:00, 09:00–13:00", [(time(9), time(13)), (time(14), time(18))]),
        ("00:00–23:59", [(time(0), time(23, 59))]),
        ("09:00–13:00, 13:00–18:00", [(time(9), time(13)), (time(13), time(18))]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: list[tuple[time, time]]) -> None:
    assert [(span.opens, span.closes) for span in spans_of(text)] == spans


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("9-18", "hours_form"),
        ("09:00–24:00", "hours_form"),
        ("09:61–18:00", "hours_form"),
        ("09:00–18:00 14:00–15:00", "hours_form"),
        ("зранку", "hours_form"),
        ("18:00–09:00", "hours_order"),
        ("09:00–09:00", "hours_order"),
        ("09:00–13:00, 12:59–18:00", "hours_overlap"),
    ],
)
def test_hours_that_cannot_be_are_refused(text: str, kind: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        spans_of(text)
    assert refused.value.type == kind


def test_special_hours_stand_in_for_those_of_the_week() -> None:
    shorter = SpecialHours(
        from_day=MONDAY, to_day=MONDAY, hours=[Span(opens=time(10), closes=time(12))], note="Короткий день"
    )
    closed = SpecialHours(from_day=date(2026, 10, 20), to_day=date(2026, 10, 21), hours=[], note="Ремонт")
    special = [shorter, closed]
    assert hours_on(MONDAY, NINE_TO_SIX, special) == shorter.hours
    assert hours_on(date(2026, 10, 21), NINE_TO_SIX, special) == []
    assert len(hours_on(date(2026, 10, 22), NINE_TO_SIX, special)) == 1
    evening = datetime(2026, 10, 19, 12, tzinfo=KYIV)
    assert opening_after(evening, NINE_TO_SIX, special) == datetime(2026, 10, 22, 9, tzinfo=KYIV)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 10, 24, 23, 59, tzinfo=KYIV), datetime(2026, 10, 25, 9, tzinfo=KYIV)),  # clocks go back
        (datetime(2027, 3, 27, 18, tzinfo=KYIV), datetime(2027, 3, 28, 9, tzinfo=KYIV)),  # clocks go forward
        (datetime(2026, 12, 31, 18, tzinfo=KYIV), datetime(2027, 1, 1, 9, tzinfo=KYIV)),
    ],
)
def test_the_door_opens_at_nine_by_the_clock_on_the_wall_whatever_the_clocks_do(now: datetime, opens: datetime) -> None:
    found = opening_after(now, NINE_TO_SIX, [])
    assert found == opens
    assert found.hour == 9


LATE = [
    OpeningHours(weekday=6, opens=time(23), closes=time(23, 59)),
    OpeningHours(weekday=7, opens=time(0), closes=time(5)),
    OpeningHours(weekday=1, opens=time(0), closes=time(23, 59)),
]
"""Round midnight, on the days on which clocks are set, too: 25 October 2026 and 28 March 2027 are Sundays."""


def at(day: int, hour: int, minute: int = 0, *, second: int = 0, fold: int = 0, month: int = 10) -> datetime:
    year = 2026 if month > 9 else 2027
    return datetime(year, month, day, hour, minute, second, tzinfo=KYIV, fold=fold)


@pytest.mark.parametrize(
    ("now", "open_", "opens"),
    [
        (at(24, 22, 59), False, at(24, 23)),
        (at(24, 23, 0), True, at(25, 0)),
        (at(24, 23, 59), False, at(25, 0)),
        (at(24, 23, 59, second=59), False, at(25, 0)),
        (at(25, 0, 0), True, at(26, 0)),
        (at(25, 3, 30), True, at(26, 0)),
        (at(25, 3, 30, fold=1), True, at(26, 0)),
        (at(25, 5, 0), False, at(26, 0)),
        (at(25, 23, 59), False, at(26, 0)),
        (at(26, 0, 0), True, at(31, 23)),
        (at(26, 23, 59), False, at(31, 23)),
        (at(28, 2, 59, month=3), True, at(29, 0, month=3)),
        (at(28, 4, 0, month=3), True, at(29, 0, month=3)),
        (at(28, 5, 0, month=3), False, at(29, 0, month=3)),
    ],
)
def test_midnight_and_the_days_on_which_clocks_are_set(now: datetime, open_: bool, opens: datetime) -> None:
    assert (is_open(now, LATE, []), opening_after(now, LATE, [])) == (open_, opens)


def test_of_a_repeated_hour_the_first_counts_and_a_skipped_one_ends_at_its_end() -> None:
    early = [OpeningHours(weekday=7, opens=time(3, 15), closes=time(3, 45))]
    assert is_open(at(25, 3, 30), early, [])
    assert not is_open(at(25, 3, 30, fold=1), early, [])
    assert opening_after(at(25, 3, 50), early, []) == at(1, 3, 15, month=11)
    longer = [OpeningHours(weekday=7, opens=time(3, 15), closes=time(6))]
    assert opening_after(at(28, 2, 59, month=3), longer, []) == at(28, 4, month=3)
    assert is_open(at(28, 4, month=3), longer, [])


def test_a_public_holiday_that_is_kept_shuts_the_door_unless_special_hours_open_it() -> None:
    kept = public_holidays(date(2026, 6, 1))
    independence = date(2026, 8, 24)
    assert {independence, date(2026, 1, 1), date(2026, 12, 25), date(2026, 4, 12)} <= kept
    assert date(2026, 8, 25) not in kept
    assert len(hours_on(independence, NINE_TO_SIX, [])) == 1
    assert hours_on(independence, NINE_TO_SIX, [], kept) == []
    festival = SpecialHours(
        from_day=independence, to_day=independence, hours=[Span(opens=time(10), closes=time(12))], note="Свято"
    )
    assert hours_on(independence, NINE_TO_SIX, [festival], kept) == festival.hours
    eve = datetime(2026, 8, 23, 19, tzinfo=KYIV)
    assert opening_after(eve, NINE_TO_SIX, [], kept) == datetime(2026, 8, 25, 9, tzinfo=KYIV)


EDGES = [time(0), time(2, 30), time(3), time(3, 30), time(4), time(9), time(13), time(23, 59)]
SPANS = st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES)).filter(lambda two: two[0] < two[1])
ANY_WEEK = st.lists(st.tuples(st.integers(1, 7), SPANS), max_size=10)
AROUND = st.sampled_from([at(24, 12), at(25, 0), at(25, 2, 30), at(25, 3, 40), at(27, 12, month=3), at(28, 0, month=3)])


@given(
    week=ANY_WEEK,
    since=AROUND,
    minutes=st.integers(0, 3 * 24 * 60),
    shut=st.sets(st.sampled_from([date(2026, 10, 25), date(2027, 3, 28)])),
    thousandths=st.integers(0, 999),
)
def test_a_shut_door_opens_when_it_says_and_not_before(
    week: list[tuple[int, tuple[time, time]]], since: datetime, minutes: int, shut: set[date], thousandths: int
) -> None:
    hours = [OpeningHours(weekday=day, opens=opens, closes=closes) for day, (opens, closes) in week]
    moment = (since.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(KYIV)
    if is_open(moment, hours, [], shut):
        return
    opens = opening_after(moment, hours, [], shut)
    until = (opens or moment + timedelta(days=6)).astimezone(UTC)
    assert opens is None or is_open(opens, hours, [], shut)
    waiting = moment.astimezone(UTC) + (until - moment.astimezone(UTC)) * thousandths / 1000
    assert not is_open(waiting.astimezone(KYIV), hours, [], shut)


DAYS = st.dates(MONDAY, MONDAY + timedelta(days=40))
WEEKS = st.lists(
    st.tuples(
        st.integers(1, 7),
        st.sampled_from([Span(opens=time(9), closes=time(12)), Span(opens=time(13), closes=time(17))]),
    ),
    unique_by=lambda one: (one[0], one[1].opens),
)


@given(changes=st.lists(st.tuples(DAYS, WEEKS), max_size=6))
def test_however_often_the_week_changes_each_day_has_the_hours_said_last_and_no_other(
    changes: list[tuple[date, list[tuple[int, Span]]]],
) -> None:
    hours = NINE_TO_SIX
    expected = {MONDAY + timedelta(days=n): [(time(9), time(18))] for n in range(50)}
    for since, week in changes:
        hours = with_week_from(hours, since, week)
        for day in expected:
            if day >= since:
                expected[day] = sorted((s.opens, s.closes) for weekday, s in week if weekday == day.isoweekday())
    for day, spans in expected.items():
        assert [(span.opens, span.closes) for span in hours_on(day, hours, [])] == spans
