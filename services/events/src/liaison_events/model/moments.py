"""Moments as people write them: a clock in Kyiv says what is meant where no offset does."""

from datetime import UTC, datetime
from typing import Annotated

from liaison_kit import clock
from pydantic import AfterValidator


def _utc(moment: datetime) -> datetime:
    """Without an offset it is what a clock in Kyiv shows: a skipped hour moves forward, a repeated one is the first."""
    if not 2000 <= moment.year < 2200:
        raise ValueError("Enter a date and a time, for example 2026-05-17T18:00.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock.KYIV)).astimezone(UTC)


def _wall(moment: datetime) -> datetime:
    """Not by way of UTC: an hour that is skipped on one day of a series is what all others begin at."""
    in_kyiv = _utc(moment).astimezone(clock.KYIV)
    return (in_kyiv if moment.tzinfo else moment).replace(tzinfo=None)


Moment = Annotated[datetime, AfterValidator(_utc)]
Wall = Annotated[datetime, AfterValidator(_wall)]
"""The same, kept as what a clock in Kyiv shows: what repeats, repeats by the clock on the wall."""
