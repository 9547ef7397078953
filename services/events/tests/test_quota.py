"""The events promised of an office's first year, without a database."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from liaison_events.model.calendar.quota import Quota, end_of_first_year, quota
from liaison_events.settings import EventsSettings
from liaison_kit.settings import complaints
from pydantic import ValidationError

OPENED = date(2023, 5, 15)
NAMES = dict.fromkeys(("slug", "name", "name_en", "district_name", "district_name_en"), "x") | {
    "office_id": UUID(int=1)
}


def after(days: int, held: int, without_report: int = 0, planned: int = 0) -> Quota:
    today = date.fromordinal(OPENED.toordinal() + days)
    return quota(dict(NAMES), OPENED, (held, without_report, planned), 15, today)


@pytest.mark.parametrize(
    ("days", "counts", "forecast", "missing", "standing"),
    [
        (0, (0, 0, 0), 0, 15, "behind"),
        (10, (1, 0, 0), 12, 14, "behind"),  # the pace of 30 days, not of 10
        (10, (1, 0, 14), 15, 0, "on_course"),
        (183, (8, 0, 0), 16, 7, "on_course"),
        (183, (7, 0, 0), 14, 8, "behind"),
        (183, (7, 1, 7), 15, 0, "on_course"),
        (365, (14, 0, 0), 14, 1, "behind"),  # one day is left: 2024 has a 29 February
        (366, (14, 0, 0), 14, 0, "missed"),
        (366, (15, 0, 0), 15, 0, "reached"),
        (100, (15, 0, 0), 54, 0, "reached"),
    ],
)
def test_the_forecast_is_what_is_held_and_what_the_plan_or_the_pace_adds(
    days: int, counts: tuple[int, int, int], forecast: int, missing: int, standing: str
) -> None:
    found = after(days, *counts)
    assert (found.forecast, found.missing, found.standing) == (forecast, missing, standing)


def test_what_is_needed_a_month_grows_as_the_year_passes() -> None:
    assert after(0, 0).needed_a_month == 1.3
    assert after(305, 0).needed_a_month == 7.5
    assert after(365, 0).needed_a_month == 15.0
    assert after(0, 0, planned=15).needed_a_month is None


@pytest.mark.parametrize("opened_on", [None, date(2023, 6, 1)])
def test_an_office_that_is_not_open_yet_has_no_forecast(opened_on: date | None) -> None:
    found = quota(dict(NAMES), opened_on, (0, 0, 2), 15, OPENED)
    assert (found.standing, found.forecast, found.missing) == ("not_open", None, 13)


def test_the_first_year_of_a_leap_day_ends_on_the_first_of_march() -> None:
    assert end_of_first_year(date(2024, 2, 29)) == date(2025, 3, 1)
    assert end_of_first_year(OPENED) == date(2024, 5, 15)


def test_another_commitment_may_promise_another_number() -> None:
    today = date.fromordinal(OPENED.toordinal() + 183)
    found = quota(dict(NAMES), OPENED, (4, 0, 1), 8, today)
    assert (found.missing, found.standing) == (3, "on_course")
    assert quota(dict(NAMES), OPENED, (8, 0, 0), 8, today).standing == "reached"


@pytest.mark.parametrize("wrong", ["0", "-1", "1001", "many"])
def test_a_number_that_cannot_be_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("LIAISON_PROMISED_EVENTS", wrong)
    with pytest.raises(ValidationError) as refused:
        EventsSettings(
            DATABASE_URL="postgresql://x@localhost/x", KAFKA_BOOTSTRAP_SERVERS="localhost:9092", wishes_file=Path("x")
        )
    [complaint] = complaints(refused.value, EventsSettings)
    assert complaint.startswith("setting LIAISON_PROMISED_EVENTS: ")
