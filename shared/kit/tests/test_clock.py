"""The clock of the house: moments are UTC, days are Kyiv's."""

from datetime import UTC, date, datetime

import pytest
from liaison_kit import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 5, 15, 20, 59, tzinfo=UTC), date(2026, 5, 15)),
        (datetime(2026, 5, 15, 21, 0, tzinfo=UTC), date(2026, 5, 16)),
        (datetime(2026, 12, 31, 21, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 22, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_kyiv_in_summer_and_in_winter(moment: datetime, day: date) -> None:
    with clock.set_to(moment):
        assert clock.now() == moment
        assert clock.today() == day
    assert clock.now() != moment
