"""What people type into any service's forms: a moment by the clock on the wall, and a field that is left empty."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from liaison_kit import clock


def _utc(moment: datetime) -> datetime:
    """A skipped hour moves on, of a repeated one the first is meant."""
    if not 2000 <= moment.year < 2200:
        raise ValueError("Enter a date and a time, for example 2026-05-17T18:00.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock.KYIV)).astimezone(UTC)


def _wall(moment: datetime) -> datetime:
    """Not by way of UTC: an hour that is skipped on one day of a series is what all others begin at."""
    in_kyiv = _utc(moment).astimezone(clock.KYIV)
    return (in_kyiv if moment.tzinfo else moment).replace(tzinfo=None)


Moment = Annotated[datetime, AfterValidator(_utc)]
"""ISO 8601, kept in UTC; without an offset it is what a clock in Kyiv shows."""
Wall = Annotated[datetime, AfterValidator(_wall)]
"""The same, kept as what a clock in Kyiv shows: what repeats, repeats by the clock on the wall."""

LeftEmpty = BeforeValidator(lambda given: None if isinstance(given, str) and not given.strip() else given)
"""For `… | None`: browsers send a field that was left empty as an empty text, and it says nothing."""
