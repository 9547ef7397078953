"""The definitions behind the numbers."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from liaison_reporting.model.figures import end_of_first_year, overdue_days, without_small
from liaison_reporting.model.kept import recorded_at
from liaison_reporting.model.network import OfficeCopy, ProgrammeCopy

MAY_15 = date(2023, 5, 15)


@pytest.mark.parametrize(
    "opened, end",
    [(MAY_15, date(2024, 5, 15)), (date(2024, 1, 1), date(2025, 1, 1)), (date(2024, 2, 29), date(2025, 3, 1))],
)
def test_the_first_year_ends_the_same_day_a_year_later(opened: date, end: date) -> None:
    assert end_of_first_year(opened) == end


@pytest.mark.parametrize(
    "held_on, counts",
    [(date(2023, 5, 14), False), (MAY_15, True), (date(2024, 5, 14), True), (date(2024, 5, 15), False)],
)
def test_events_count_from_the_opening_day_until_the_same_day_next_year(held_on: date, counts: bool) -> None:
    assert OfficeCopy(status="open", opened_on=MAY_15).counts(held_on) is counts


def test_nothing_counts_for_an_office_that_is_not_open() -> None:
    office = OfficeCopy(status="planned", opened_on=None)
    assert not office.counts(MAY_15)
    assert not office.had_opened(MAY_15)


def test_an_office_is_open_from_its_opening_day() -> None:
    office = OfficeCopy(status="open", opened_on=MAY_15)
    assert office.had_opened(MAY_15)
    assert not office.had_opened(MAY_15 - timedelta(days=1))


@pytest.mark.parametrize(
    "status, today, days",
    [
        ("in_progress", date(2023, 12, 31), 0),
        ("in_progress", date(2024, 1, 10), 10),
        ("stuck", date(2024, 1, 1), 1),
        ("not_started", date(2024, 1, 1), 1),
        ("incomplete", date(2024, 1, 1), 1),
        ("finished", date(2026, 1, 1), 0),
    ],
)
def test_an_unfinished_milestone_is_overdue_after_its_last_day(status: str, today: date, days: int) -> None:
    assert overdue_days(status, date(2023, 12, 31), today) == days


def test_a_commitment_promises_nothing_under_an_unknown_key() -> None:
    programme = ProgrammeCopy(targets=[{"key": "offices_opened", "goal": 3}])
    assert programme.goal("offices_opened") == 3
    assert programme.goal("moon_landings") is None


def test_a_facts_id_says_when_it_was_recorded() -> None:
    the_rfcs_example = UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert recorded_at(the_rfcs_example, now) == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


def test_without_a_fact_the_present_stands_in() -> None:
    now = datetime(2023, 5, 15, tzinfo=UTC)
    assert recorded_at(None, now) == now


def test_a_year_with_fewer_than_five_people_is_not_shown() -> None:
    assert without_small({2022: 0, 2023: 4, 2024: 5, 2025: 60}) == {2024: 5, 2025: 60}
