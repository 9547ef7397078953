"""Who is qualified: days and certificates, nothing else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liaison_kit.database import new_id
from liaison_registry.model.training.training import Certificate, TrainingProgramme, expires_on, qualified_until

DAY = date(2026, 5, 15)


def programme(months: int = 12, *, required: bool = True) -> TrainingProgramme:
    return TrainingProgramme(
        id=new_id(), version=1, name="Основи", name_en="Basics", validity_months=months, required=required
    )


def certificate(of: TrainingProgramme, completed_on: date, withdrawn_on: date | None = None) -> Certificate:
    return Certificate(id=new_id(), programme_id=of.id, completed_on=completed_on, withdrawn_on=withdrawn_on)


@pytest.mark.parametrize(
    ("completed", "months", "ends"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 5, 15), 120, date(2036, 5, 15)),
    ],
)
def test_a_certificate_ends_on_the_same_day_of_the_month_or_its_last(completed: date, months: int, ends: date) -> None:
    assert expires_on(completed, months) == ends


def test_it_counts_from_its_day_to_the_eve_of_its_end() -> None:
    basics = programme()
    held = [certificate(basics, DAY)]
    assert qualified_until([basics], held, DAY - timedelta(days=1)) is None
    assert qualified_until([basics], held, DAY) == date(2027, 5, 15)
    assert qualified_until([basics], held, date(2027, 5, 14)) == date(2027, 5, 15)
    assert qualified_until([basics], held, date(2027, 5, 15)) is None


def test_every_required_programme_counts_and_no_other() -> None:
    basics, law, optional = programme(), programme(24), programme(required=False)
    held = [certificate(basics, DAY)]
    assert qualified_until([basics, optional], held, DAY) == date(2027, 5, 15)
    assert qualified_until([basics, law, optional], held, DAY) is None
    assert qualified_until([basics, law], [*held, certificate(law, DAY)], DAY) == date(2027, 5, 15)


def test_where_nothing_is_required_nobody_is_qualified() -> None:
    optional = programme(required=False)
    assert qualified_until([], [], DAY) is None
    assert qualified_until([optional], [certificate(optional, DAY)], DAY) is None


def test_what_was_withdrawn_does_not_count_and_a_newer_one_extends() -> None:
    basics = programme()
    assert qualified_until([basics], [certificate(basics, DAY, DAY)], DAY) is None
    two = [certificate(basics, DAY), certificate(basics, DAY + timedelta(days=30))]
    later = DAY + timedelta(days=31)
    assert qualified_until([basics], two, later) == expires_on(DAY + timedelta(days=30), 12)


@given(
    completed=st.lists(st.dates(date(2020, 1, 1), date(2027, 1, 1)), max_size=5),
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    months=st.integers(1, 120),
)
def test_somebody_is_qualified_exactly_while_one_certificate_is_good(
    completed: list[date], day: date, months: int
) -> None:
    basics = programme(months)
    held = [certificate(basics, one) for one in completed]
    good = any(one <= day < expires_on(one, months) for one in completed)
    assert (qualified_until([basics], held, day) is not None) == good
