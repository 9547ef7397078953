"""Which times can be booked, without a database."""

from datetime import UTC, date, datetime

import pytest
from liaison_events.model.consultations.appointment import slots_on

from services.events.tests.conftest import an_office
from services.events.tests.consulting import a_plan

NIGHT = [{"weekday": 7, "opens": "01:00", "closes": "06:00"}]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2023, 6, 11), 5),
        (date(2023, 3, 26), 4),  # the hour from 3 to 4 is left out
        (date(2023, 10, 29), 6),  # and here it comes twice
    ],
)
def test_an_hour_is_an_hour_also_when_the_clocks_are_set(day: date, hours: int) -> None:
    now = datetime(day.year, day.month, day.day - 1, tzinfo=UTC)
    slots = list(slots_on(day, an_office(opened_on=date(2023, 1, 1), hours=NIGHT), a_plan(), now))
    assert len(slots) == hours
    assert {(one.ends_at - one.starts_at).total_seconds() for one in slots} == {3600}


@pytest.mark.parametrize("changes", [{"status": "suspended"}, {"hours": None, "special_hours": None}])
def test_an_office_that_is_suspended_or_of_unknown_hours_has_none(changes: dict[str, str | None]) -> None:
    now = datetime(2023, 6, 11, tzinfo=UTC)
    assert list(slots_on(date(2023, 6, 12), an_office(**changes), a_plan(), now)) == []
