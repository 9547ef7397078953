"""When a door is open."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liaison_contracts.registry import OpeningHours, Span, SpecialHours
from liaison_kit.clock import KYIV
from liaison_registry.model.opening_hours import hours_on, opening_after, spans_of, with_week_from
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
